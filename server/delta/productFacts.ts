import { Decimal } from 'decimal.js';
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

/** Tax on every fee, in India. */
const feesWithTax = '1.18';

/** Each listed instrument as the venue has it, in the order listed. */
export function readProductFacts(
  products: readonly Product[],
  listed: readonly ListedInstrument[],
): readonly ProductFact[] {
  return listed.map((instrument) => {
    const named = products.filter(({ symbol }) => symbol === instrument.venueSymbol);
    // One that was listed anew shares its symbol with the one that expired.
    return factOf(instrument, named.find(({ state }) => state === 'live') ?? named[0] ?? null);
  });
}

function factOf({ spec, venueSymbol, isAssumed }: ListedInstrument, product: Product | null): ProductFact {
  const why = product === null ? `Delta lists no perpetual "${venueSymbol}".` : untradableWhy(product);
  if (product === null || why !== null) {
    return { kind: 'untradable', spec, why: `${spec.symbol}: ${why} Take it out of config/symbols.json.` };
  }
  const known = {
    ...spec,
    ...figuresOf(product),
    base: product.contractUnit,
    quote: product.quoting,
  };
  const told = compared.flatMap(({ field, name }) => {
    const was = spec[field];
    const is = known[field];
    return isSame(was, is)
      ? []
      : [`${spec.symbol}: ${name} is ${is} at Delta, config/symbols.json says ${was}.`];
  });
  const disruption =
    product.tradingStatus === 'operational'
      ? []
      : [`${spec.symbol}: trading is disrupted at Delta now (${product.tradingStatus}).`];
  return {
    kind: 'tradable',
    spec: known,
    product,
    differences: isAssumed ? disruption : [...told, ...disruption],
    filled: isAssumed ? told : [],
  };
}

const compared = [
  { field: 'tick', name: 'the price step' },
  { field: 'contractValue', name: 'the value of a contract' },
  { field: 'minSize', name: 'the smallest size' },
  { field: 'sizeStep', name: 'the step of sizes' },
  { field: 'takerFeePct', name: 'the fee in percent, with tax,' },
  { field: 'base', name: 'the unit of a contract' },
  { field: 'quote', name: 'the currency of prices' },
  { field: 'unit', name: 'what is counted' },
] as const;

/** Sizes are whole contracts, of which one is the smallest: the venue has no field for it. */
const figuresOf = (product: Product) => ({
  tick: plain(product.tick),
  contractValue: plain(product.contractValue),
  sizeStep: '1',
  minSize: '1',
  unit: 'contracts',
  takerFeePct: new Decimal(product.takerRate).times(100).times(feesWithTax).toFixed(),
});

/** "0.50" -> "0.5" */
const plain = (figure: string): string => new Decimal(figure).toFixed();

const decimal = /^\d+(\.\d+)?$/;
const isSame = (a: string, b: string): boolean =>
  a === b || (decimal.test(a) && decimal.test(b) && new Decimal(a).equals(b));

/** Why nothing can be done with it, in one sentence; null: it can be traded. */
function untradableWhy(product: Product): string | null {
  const { symbol, state, notionalType, contractValue, tick, takerRate } = product;
  if (state === 'upcoming') return `"${symbol}" is not traded at Delta yet.`;
  if (state !== 'live') return `"${symbol}" is not traded at Delta any more (${state}).`;
  if (notionalType !== 'vanilla')
    return `"${symbol}" is ${notionalType} at Delta, only vanilla is known here.`;
  const broken = [contractValue, tick].find((figure) => !(Number(figure) > 0));
  if (broken !== undefined)
    return `Delta says ${broken} for its price step or contract, expected more than 0.`;
  return Number(takerRate) >= 0 ? null : `Delta says ${takerRate} for its fee, expected 0 or more.`;
}
