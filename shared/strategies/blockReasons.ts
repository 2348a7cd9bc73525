import type { UnixMs } from '../market/candle.ts';
import { priceDigits } from '../market/symbol.ts';
import type { OrderBlock } from '../smc/events.ts';

export interface BlockEntry {
  readonly block: OrderBlock;
  readonly tick: string;
  /** Price that the candle had to touch, and the close that raised the signal. */
  readonly trigger: number;
  readonly close: number;
  readonly at: UnixMs;
  readonly direction: 'long' | 'short';
}

/** Why a trader would take this entry, in sentences, the break of structure first. */
export function blockReasons(entry: BlockEntry): string[] {
  const { block, tick, direction } = entry;
  const price = (value: number) => value.toFixed(priceDigits(tick));
  const zone = `${price(block.bottom)}–${price(block.top)}`;
  const depth = `${Math.round(block.penetration * 100)} % penetration`;
  const back = direction === 'long' ? 'above' : 'below';
  const close = `Closed ${direction === 'long' ? 'up' : 'down'} at ${price(entry.close)}, ${back} ${price(entry.trigger)} inside the block.`;
  if (block.state === 'fresh' || block.flippedTime === null)
    return [breakSentence(entry), `Block ${zone} fresh, ${depth}.`, close];
  const flip = `Block ${zone} broken on ${clock(block.flippedTime, entry.at)}, now a ${block.side > 0 ? 'bearish' : 'bullish'} breaker, ${depth}.`;
  return [flip, breakSentence(entry), close];
}

function breakSentence({ block, tick, at }: BlockEntry): string {
  const bias = block.side > 0 ? 'Bullish' : 'Bearish';
  const kind = block.why === 'bos' ? 'BOS' : 'CHoCH';
  return `${bias} ${kind} at ${block.breakLevel.toFixed(priceDigits(tick))} on ${clock(block.bornTime, at)}.`;
}

/** "14:15 UTC", with the date when that is not the day of `now`. */
function clock(time: UnixMs, now: UnixMs): string {
  const [day, minute] = [dayOf(time), new Date(time).toISOString().slice(11, 16)];
  return day === dayOf(now) ? `${minute} UTC` : `${day} ${minute} UTC`;
}

const dayOf = (time: UnixMs): string => new Date(time).toISOString().slice(0, 10);
