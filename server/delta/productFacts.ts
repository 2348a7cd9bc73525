import type { SymbolSpec } from '#shared/market/symbol.ts';
import type { Product } from './product.ts';

/** What config/symbols.json says of an instrument of this venue. */
export interface ListedInstrument {
  readonly spec: SymbolSpec;
  /** What the venue calls it. */
  readonly venueSymbol: string;
  /** Its figures are guesses: what the venue says fills them in without a word. */
  readonly isAssumed: boolean;
}

export type ProductFact =
  | {
      readonly kind: 'tradable';
      /** With the venue's figures. */
      readonly spec: SymbolSpec;
      readonly product: Product;
      /** Sentences for the owner: where the venue and the file differ, or trading is disrupted. */
      readonly differences: readonly string[];
      /** Figures that were assumed and are known now: for the log. */
      readonly filled: readonly string[];
    }
  | { readonly kind: 'untradable'; readonly spec: SymbolSpec; readonly why: string };

/** Each listed instrument as the venue has it, in the order listed. */
export declare function readProductFacts(
  products: readonly Product[],
  listed: readonly ListedInstrument[],
): readonly ProductFact[];
