import { type LimitFills, SimMatching } from '#shared/backtest/simMatching.ts';
import { type Candle, closeTime } from '#shared/market/candle.ts';
import { seededRandom } from '#shared/market/seededRandom.ts';
import { tradingCostsSchema } from '#shared/risk/costs.ts';
import type { EntryOrder, OrderCommand, OrderUpdate } from '#shared/trading/order.ts';
import { testSpec } from './marketViews.ts';

export interface OrderGame {
  readonly seed: number;
  readonly limitFills: LimitFills;
  /** What a bar does to the orders; by default what it tells alone. */
  readonly match?: (matching: SimMatching, bar: Candle) => readonly OrderUpdate[];
  /** Takes the place of the matching before a bar. */
  readonly replaced?: (matching: SimMatching, bar: number) => SimMatching;
}

export const matchingOptions = (limitFills: LimitFills) => ({
  spec: { ...testSpec, tick: '0.125' },
  costs: tradingCostsSchema.parse({ spread: '0.05' }),
  limitFills,
});

/**
 * Orders as they come, with stops moved and positions closed in between, through bars. What is ordered depends on the
 * seed and on the closes alone, and on whether a position is open.
 */
export function playOrders(bars: readonly Candle[], game: OrderGame): readonly OrderUpdate[] {
  const { seed, limitFills, match = alone, replaced = (matching) => matching } = game;
  const updates: OrderUpdate[] = [];
  let matching = new SimMatching(matchingOptions(limitFills));
  for (const [bar, candle] of bars.entries()) {
    matching = replaced(matching, bar);
    updates.push(...match(matching, candle));
    for (const command of commandsAt(matching, { candle, bar, seed })) {
      updates.push(...matching.perform(command, closeTime(candle)));
    }
  }
  return updates;
}

const alone = (matching: SimMatching, bar: Candle) => matching.onCandle(bar);

interface Close {
  readonly candle: Candle;
  readonly bar: number;
  readonly seed: number;
}

function commandsAt(matching: SimMatching, { candle, bar, seed }: Close): readonly OrderCommand[] {
  const random = seededRandom(seed * 1_009 + bar);
  const { entry, position } = matching.state;
  if (position !== null) {
    const { order, stop } = position;
    const towards = order.direction === 'long' ? 0.125 : -0.125;
    if (random.chance(0.1)) return [{ type: 'close', orderId: order.id, leg: 'invalidation' }];
    return random.chance(0.2) ? [{ type: 'moveStop', orderId: order.id, stop: stop + towards }] : [];
  }
  if (entry !== null) return random.chance(0.05) ? [{ type: 'cancel', orderId: entry.id, why: 'zone' }] : [];
  return random.chance(0.6) ? [{ type: 'enter', order: orderAt({ candle, bar, seed }) }] : [];
}

function orderAt({ candle, bar, seed }: Close): EntryOrder {
  const random = seededRandom(seed * 2_003 + bar);
  const eighths = (least: number, most: number) => Math.round(8 * random.between(least, most)) / 8;
  const direction = random.chance(0.5) ? 'long' : 'short';
  const side = direction === 'long' ? 1 : -1;
  const kind = random.chance(0.3) ? 'market' : 'limit';
  const price = candle.close - (kind === 'limit' ? side * eighths(0, 1.5) : 0);
  const stop = price - side * eighths(0.25, 2);
  return {
    ...{ id: `o${bar}`, kind, direction, price, contracts: '8', stop, targetDistance: eighths(0.25, 3) },
    ...{ trailDistance: null, targetCloses: random.chance(0.5) ? 'half' : 'all', leverage: 10 },
    expiresAt: random.chance(0.3) ? closeTime(candle) + 4 * (closeTime(candle) - candle.openTime) : null,
    zone: {
      ...{ id: bar + 1, state: 'fresh', direction, top: price + 1, bottom: price - 1, entry: price },
      ...{ source: bar, since: bar, sinceTime: candle.openTime },
    },
    ...{ atr: 1, bar, placedAt: closeTime(candle) },
  };
}
