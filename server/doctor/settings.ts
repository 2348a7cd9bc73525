import { TradingError } from '#shared/errors.ts';
import { readStrategies } from '../strategyConfig.ts';
import { readListings } from '../symbolConfig.ts';
import { type Check, type Finding, fails, fine } from './check.ts';

/** Environment, config/symbols.json and config/strategies.json, read as at the start. */
export const checkSettings = (
  settings: { readonly config: object } | { readonly problem: string },
  files: { readonly symbols: string; readonly strategies: string },
): Check => ({
  name: 'config',
  run: async () => {
    const read = await Promise.all([
      told(async () => {
        const listings = await readListings(files.symbols);
        const venues = [...new Set(listings.map(({ venue }) => venue))].join(', ');
        return `${listings.length} instruments (${venues})`;
      }),
      told(async () => {
        const strategies = await readStrategies(files.strategies);
        return `strategies: ${strategies.map(({ strategy }) => strategy.id).join(', ') || 'none'}`;
      }),
    ]);
    const environment = 'problem' in settings ? [mistaken(settings.problem)] : [];
    return [...environment, ...read];
  },
});

async function told(read: () => Promise<string>): Promise<Finding> {
  try {
    return fine(await read());
  } catch (error) {
    if (error instanceof TradingError) return mistaken(error.message);
    throw error;
  }
}

const mistaken = (text: string) => fails(text, 'Correct it; npm start refuses it, too.');
