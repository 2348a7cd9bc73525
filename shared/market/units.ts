import { priceDigits } from './symbol.ts';

/** Keeps a price that is on tick, but for the noise of doubles, on its tick. */
const tickNoise = 1e-6;

/** The highest price on tick that is not above `price`, printed with the tick's own decimals. */
export const roundDown = (price: number, tick: string): number =>
  onTick(Math.floor(price / Number(tick) + tickNoise), tick);

/** The lowest price on tick that is not below `price`. */
export const roundUp = (price: number, tick: string): number =>
  onTick(Math.ceil(price / Number(tick) - tickNoise), tick);

const onTick = (ticks: number, tick: string): number =>
  Number((ticks * Number(tick)).toFixed(priceDigits(tick)));
