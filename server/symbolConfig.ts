import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { type SymbolSpec, symbolSpecSchema } from '#shared/market/symbol.ts';
import { readJsonConfig } from './jsonConfig.ts';

/** The instruments that Breaker ships with. */
export const symbolsFile = fileURLToPath(new URL('../config/symbols.json', import.meta.url));

const venueSchema = z
  .string()
  .regex(
    /^(delta|ingest|recorded|ccxt:[a-z0-9]+)$/,
    'expected "delta", "ingest", "recorded" or "ccxt:<exchange>", like "ccxt:kraken"',
  );

/** An instrument and where its candles come from. */
const listingSchema = symbolSpecSchema.omit({ symbol: true }).extend({
  /** "recorded": it is known for its files alone, and nothing live is asked for. */
  venue: venueSchema,
  /** What the venue calls it, where that differs: "BTC/USDT". */
  venueSymbol: z.string().min(1).optional(),
  /** Its figures were not seen at the venue yet: what the venue says replaces them. */
  isAssumed: z.boolean().optional(),
});

const fileSchema = z.record(symbolSpecSchema.shape.symbol, listingSchema);

export interface Listing {
  readonly spec: SymbolSpec;
  readonly venue: string;
  readonly venueSymbol: string;
  readonly isAssumed: boolean;
}

/** The instruments of a file like `config/symbols.json`, in its order. */
export async function readListings(path: string): Promise<readonly Listing[]> {
  const listed = await readJsonConfig(path, fileSchema);
  return Object.entries(listed).map(([symbol, { venue, venueSymbol, isAssumed, ...spec }]) => ({
    spec: { symbol, ...spec },
    venue,
    venueSymbol: venueSymbol ?? symbol,
    isAssumed: isAssumed ?? false,
  }));
}

/** The same by symbol, for whoever only needs to know what an instrument is. */
export async function readSymbols(path: string): Promise<ReadonlyMap<string, SymbolSpec>> {
  const listings = await readListings(path);
  return new Map(listings.map(({ spec }) => [spec.symbol, spec]));
}
