import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { positiveDecimalSchema } from '#shared/market/money.ts';
import { readJsonConfig } from '../jsonConfig.ts';
import type { Product } from './product.ts';

/** The products that the sandbox exchange lists. */
export const productsFile = fileURLToPath(new URL('../../config/exchange.json', import.meta.url));

const productSchema = z.strictObject({
  id: z.int().positive(),
  base: z.string().min(1),
  contractValue: positiveDecimalSchema,
  tick: positiveDecimalSchema,
  initialMargin: positiveDecimalSchema,
  maintenanceMargin: positiveDecimalSchema,
  initialMarginScaling: positiveDecimalSchema,
  maintenanceMarginScaling: positiveDecimalSchema,
  maxLeverageNotional: positiveDecimalSchema,
  defaultLeverage: positiveDecimalSchema,
  positionSizeLimit: z.int().positive(),
  makerFeeRate: positiveDecimalSchema,
  takerFeeRate: positiveDecimalSchema,
  priceBand: positiveDecimalSchema,
  spotIndex: z.string().startsWith('.'),
  fundingInterval: z.int().positive(),
  samplePrice: positiveDecimalSchema,
  isAssumed: z.boolean(),
});

const fileSchema = z.record(z.string().regex(/^[A-Z0-9]{2,24}$/), productSchema);

/** The products of a file like `config/exchange.json`, in its order. */
export async function readProducts(path: string): Promise<readonly Product[]> {
  const listed = await readJsonConfig(path, fileSchema);
  return Object.entries(listed).map(([symbol, product]) => ({ symbol, ...product }));
}
