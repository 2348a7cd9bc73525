import { z } from 'zod';

const decimalNumber = /^-?\d+(\.\d+)?$/;

/** The venue writes figures as text or as numbers; decimal text either way. */
const figure = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(decimalNumber, 'expected a decimal number'));
const asset = z.object({ symbol: z.string().min(1) }).transform(({ symbol }) => symbol);

/** A contract as the venue lists it; what is not named here is not looked at. */
export const productSchema = z
  .object({
    id: z.number().int(),
    symbol: z.string().min(1).max(64),
    contract_type: z.string(),
    notional_type: z.string(),
    state: z.string(),
    trading_status: z.string().default('operational'),
    contract_value: figure,
    contract_unit_currency: z.string(),
    tick_size: figure,
    maker_commission_rate: figure,
    taker_commission_rate: figure,
    initial_margin: figure,
    maintenance_margin: figure,
    underlying_asset: asset,
    quoting_asset: asset,
    settling_asset: asset,
  })
  .transform((row) => ({
    id: row.id,
    symbol: row.symbol,
    contractType: row.contract_type,
    /** "vanilla" or "inverse". */
    notionalType: row.notional_type,
    /** "upcoming", "live", "expired", or something new. */
    state: row.state,
    /** "operational", "disrupted_cancel_only", "disrupted_post_only", or something new. */
    tradingStatus: row.trading_status,
    /** Units of the underlying in one contract. */
    contractValue: row.contract_value,
    contractUnit: row.contract_unit_currency,
    tick: row.tick_size,
    /** Fractions: "0.0005". */
    makerRate: row.maker_commission_rate,
    takerRate: row.taker_commission_rate,
    initialMarginPct: row.initial_margin,
    maintenanceMarginPct: row.maintenance_margin,
    underlying: row.underlying_asset,
    quoting: row.quoting_asset,
    settling: row.settling_asset,
  }));

export type Product = Readonly<z.output<typeof productSchema>>;
