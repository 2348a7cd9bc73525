import type { z } from 'zod';
import type { Candle } from '../market/candle.ts';
import { closeTime } from '../market/candle.ts';
import { timeframeMs } from '../market/timeframe.ts';
import { gapName } from '../trading/gapName.ts';
import type { SetupEnd, SetupTerms, SetupView, TradeSetup } from '../trading/setup.ts';
import type { Direction, Signal } from '../trading/signal.ts';
import {
  BaseStrategy,
  type FinderStart,
  type GateStep,
  type MarketView,
  type SetupFinder,
  type SetupMarket,
  zoneKey,
} from './baseStrategy.ts';
import { HumanFrames, type HumanFramesState, type RoundTrip } from './humanFrames.ts';
import { type HumanTrainedParams, humanTrainedParams } from './humanParams.ts';
import { type HumanReading, type PricedZone, readHuman } from './humanReading.ts';
import { reasonsOf, rrOf, stepsOf } from './humanSteps.ts';
import { type LegZone, stands, standsNamed } from './humanZones.ts';
import { Sessions } from './sessions.ts';

const m5Ms = timeframeMs('5m');
const none: readonly TradeSetup[] = Object.freeze([]);

/**
 * Trades with the bias of H4: after M15 has shifted that way, a limit waits in a block or gap that the shift left behind
 * on M5, in discount for longs and in premium for shorts.
 */
export class HumanTrained extends BaseStrategy {
  override readonly id = 'human-trained';
  override readonly warmupCandles = 2_000;
  override readonly timeframes = ['5m'] as const;
  override readonly longerTimeframes = ['15m', '4h'] as const;
  readonly #params: HumanTrainedParams;

  constructor(params: z.input<typeof humanTrainedParams> = {}) {
    super();
    this.#params = humanTrainedParams.parse(params);
  }

  /** Needs a host that feeds its finder: one candle of one series alone tells nothing of H4 and M15. */
  onCandle(view: MarketView): Signal | null {
    const { candle, takenZones } = view;
    const idOf = ({ zone, formedAt }: TradeSetup) =>
      zone.state === 'gap'
        ? gapName(candle.symbol, candle.timeframe, formedAt)
        : `${candle.symbol}:${candle.timeframe}:${zone.id}`;
    const setup = view.setups?.find((each) => !takenZones.has(zoneKey(idOf(each), 'fresh')));
    return setup === undefined ? null : signalOf(setup, { strategy: this.id, blockId: idOf(setup), candle });
  }

  override setupFinder(market: SetupMarket, from: FinderStart | null = null): HumanFinder {
    return new HumanFinder(market, { params: this.#params, from });
  }
}

/** Follows one M5 series for `HumanTrained`. */
export class HumanFinder implements SetupFinder {
  readonly terms: SetupTerms;
  readonly #frames: HumanFrames;
  readonly #params: HumanTrainedParams;
  readonly #sessions: Sessions;
  readonly #costs: RoundTrip;

  constructor(
    { spec, config, costs }: SetupMarket,
    { params, from }: { readonly params: HumanTrainedParams; readonly from: FinderStart | null },
  ) {
    const { riskPct, maxLeverage, entriesPerZone } = params;
    this.terms = { riskPct, maxLeverage, entriesPerZone };
    this.#params = params;
    this.#sessions = new Sessions(params.sessions);
    this.#costs = costs;
    this.#frames = new HumanFrames({ spec, config, params, from });
  }

  get bar(): number {
    return this.#frames.m5.bar;
  }

  get stateKey(): string {
    return this.#frames.stateKey;
  }

  fold(candle: Candle): SetupView {
    this.#frames.fold(candle);
    return this.#view;
  }

  save(): HumanFramesState {
    return this.#frames.save();
  }

  readonly #view: SetupView = {
    setups: (except) => (this.#frames.m15.lastBreak?.closeTime === except ? none : this.#setups()),
    endOf: ({ direction, zone }) => this.#endOf(direction, stands(this.#frames, zone)),
    endOfSignal: ({ direction, zone }) => this.#endOf(direction, standsNamed(this.#frames, zone.blockId)),
  };

  /** What the gates see at the last close; null before the first. */
  reading(): HumanReading | null {
    return readHuman(this.#frames, {
      ...{ params: this.#params, sessions: this.#sessions, costs: this.#costs },
    });
  }

  /** Gate by gate, why there is a trade at the last close or why there is none. */
  explain(): readonly GateStep[] {
    const reading = this.reading();
    return reading === null ? [] : stepsOf(reading, { spec: this.#frames.spec, params: this.#params });
  }

  #setups(): readonly TradeSetup[] {
    const reading = this.reading();
    if (reading === null || reading.closedBy !== null) return none;
    return reading.zones.flatMap((zone) =>
      zone.closedBy === null ? (this.#setupOf(zone, reading) ?? []) : [],
    );
  }

  #setupOf(
    read: LegZone & PricedZone & { readonly position: number },
    reading: HumanReading,
  ): TradeSetup | null {
    const { shift, range, at, atr } = reading;
    if (shift === null || range === null) return null;
    const { zone, formedAt, stop, target, position, overlapsGap, isSwept, hasInducement } = read;
    const { kind, level, closeTime: closed, sourceTime: legStart } = shift;
    const { low, high } = range;
    const words = { spec: this.#frames.spec, params: this.#params };
    return {
      ...{ zone, formedAt, stop, target, rr: rrOf(zone.entry, read), atr: atr.value },
      shift: { kind, level, closeTime: closed, legStart },
      range: { low, high },
      ...{ position, overlapsGap, isSwept, hasInducement },
      expiresAt: at + this.#params.orderAgeBars * m5Ms,
      reasons: reasonsOf(read, reading, words),
    };
  }

  #endOf(direction: Direction, isStanding: boolean): SetupEnd | null {
    const { candle } = this.#frames;
    const { needsShift, bias } = this.#params;
    const [side, against] = direction === 'long' ? ([1, -1] as const) : ([-1, 1] as const);
    if (needsShift && this.#frames.hasBroken('15m', against)) return 'shift';
    if (bias !== 'any' && this.#frames.hasBroken('4h', bias === 'with' ? against : side)) return 'bias';
    if (candle !== null && !this.#sessions.holds(closeTime(candle))) return 'session';
    return isStanding ? null : 'zone';
  }
}

interface Raised {
  readonly strategy: string;
  readonly blockId: string;
  readonly candle: Candle;
}

function signalOf(setup: TradeSetup, { strategy, blockId, candle }: Raised): Signal {
  const { zone, formedAt, stop, target, rr, atr, reasons, expiresAt } = setup;
  const createdAt = closeTime(candle);
  const { symbol, timeframe } = candle;
  return {
    id: `${strategy}.${symbol}.${timeframe}.${createdAt}.${zone.id}`,
    ...{ strategy, symbol, timeframe, direction: zone.direction, entry: zone.entry, stop, rests: true },
    ...{ targets: [target], rr, atr, reasons: [...reasons] },
    zone: {
      blockId,
      bias: zone.direction === 'long' ? 'bullish' : 'bearish',
      state: 'fresh',
      top: zone.top,
      bottom: zone.bottom,
      formedAt,
      penetration: 0,
    },
    createdAt,
    expiresAt,
  };
}
