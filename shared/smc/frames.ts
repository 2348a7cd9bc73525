import { TradingError } from '../errors.ts';
import { Aggregator, type AggregatorState } from '../market/aggregate.ts';
import type { Candle } from '../market/candle.ts';
import type { Session } from '../market/session.ts';
import { type Timeframe, timeframeMs } from '../market/timeframe.ts';
import { defaultSmcConfig, type SmcConfig } from './config.ts';
import type { SmcEvent } from './events.ts';
import { SmcEngine } from './smcEngine.ts';
import type { SmcState } from './smcState.ts';

export interface FrameOptions {
  readonly timeframe: Timeframe;
  readonly config?: SmcConfig;
}

export interface FramesOptions {
  /** The series that comes in; all others are made of it. */
  readonly base: FrameOptions;
  readonly higher: readonly FrameOptions[];
  /** '24x7' unless told. */
  readonly session?: Session;
}

/** What the close of one candle gave on its timeframe. */
export interface FrameStep {
  readonly timeframe: Timeframe;
  readonly candle: Candle;
  readonly events: readonly SmcEvent[];
}

export interface FramesState {
  readonly base: SmcState;
  /** Longest first. */
  readonly higher: readonly { readonly engine: SmcState; readonly aggregator: AggregatorState }[];
}

interface Frame {
  readonly engine: SmcEngine;
  readonly aggregator: Aggregator;
}

const nothing: readonly FrameStep[] = Object.freeze([]);

/**
 * Engines of several timeframes over one base series. A longer candle counts once it has closed; at one closing
 * instant the longer timeframe is folded first. So after `step` all engines know exactly what is known at that close.
 */
export class SmcFrames {
  readonly base: SmcEngine;
  /** Longest first. */
  readonly #higher: readonly Frame[];

  private constructor(base: SmcEngine, higher: readonly Frame[]) {
    this.base = base;
    this.#higher = higher;
  }

  static open({ base, higher, session = '24x7' }: FramesOptions): SmcFrames {
    const frames = higher.map(({ timeframe, config = defaultSmcConfig }) => ({
      engine: new SmcEngine({ timeframe, session, config }),
      aggregator: new Aggregator({ from: base.timeframe, to: timeframe, session }),
    }));
    if (new Set(higher.map(({ timeframe }) => timeframe)).size < higher.length)
      throw new TradingError('config', 'frames.twice', 'a timeframe is named twice, expected each once');
    frames.sort((a, b) => timeframeMs(b.engine.timeframe) - timeframeMs(a.engine.timeframe));
    const { timeframe, config = defaultSmcConfig } = base;
    return new SmcFrames(new SmcEngine({ timeframe, session, config }), frames);
  }

  static restore({ base, higher }: FramesState): SmcFrames {
    const engine = SmcEngine.restore(base);
    const frames = higher.map((saved) => {
      const { timeframe, session } = saved.engine;
      const aggregator = new Aggregator({ from: base.timeframe, to: timeframe, session });
      aggregator.restore(saved.aggregator);
      return { engine: SmcEngine.restore(saved.engine), aggregator };
    });
    return new SmcFrames(engine, frames);
  }

  save(): FramesState {
    return {
      base: this.base.save(),
      higher: this.#higher.map(({ engine, aggregator }) => ({
        engine: engine.save(),
        aggregator: aggregator.save(),
      })),
    };
  }

  /** The longer candles that this one completes, longest first, then the candle itself; none for a repeated one. */
  step(candle: Candle): readonly FrameStep[] {
    if (!this.base.isNext(candle)) return nothing;
    const steps: FrameStep[] = [];
    for (const { engine, aggregator } of this.#higher)
      for (const made of aggregator.fold(candle))
        steps.push({ timeframe: engine.timeframe, candle: made, events: engine.step(made) });
    steps.push({ timeframe: this.base.timeframe, candle, events: this.base.step(candle) });
    return steps;
  }

  engine(timeframe: Timeframe): SmcEngine {
    if (timeframe === this.base.timeframe) return this.base;
    const found = this.#higher.find(({ engine }) => engine.timeframe === timeframe);
    if (found) return found.engine;
    throw new TradingError('config', 'frames.unknown', `there is no ${timeframe} engine among these frames`);
  }
}
