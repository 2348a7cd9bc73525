import type { SymbolSpec } from './symbol.ts';
import { roundDown } from './units.ts';

/** What traders call a pip: 0.0001 of a currency pair, 0.01 of one in yen, 0.1 of gold, one tick of anything in crypto. */
export function pipOf({ kind, base, quote, tick }: SymbolSpec): number {
  if (kind === 'crypto') return Number(tick);
  if (kind === 'metal') return base === 'XAU' ? 0.1 : 0.01;
  return quote === 'JPY' ? 0.01 : 0.0001;
}

/** A distance in pips, to a tenth. */
export const inPips = (distance: number, spec: SymbolSpec): number =>
  roundDown(distance / pipOf(spec), '0.1');
