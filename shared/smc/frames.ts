import { TradingError } from '../errors.ts';
import type { Candle } from '../market/candle.ts';
import type { Session } from '../market/session.ts';
import type { Timeframe } from '../market/timeframe.ts';
import { defaultSmcConfig } from './config.ts';
import { type FrameOptions, type FrameStep, type HigherFrameState, HigherFrames } from './higherFrames.ts';
import { SmcEngine } from './smcEngine.ts';
import type { SmcState } from './smcState.ts';

export interface FramesOptions {
  /** The series that comes in; all others are made of it. */
  readonly base: FrameOptions;
  readonly higher: readonly FrameOptions[];
  /** '24x7' unless told. */
  readonly session?: Session;
}

export interface FramesState {
  readonly base: SmcState;
  /** Longest first. */
  readonly higher: readonly HigherFrameState[];
}

const nothing: readonly FrameStep[] = Object.freeze([]);

/**
 * Engines of several timeframes over one base series. A longer candle counts once it has closed; at one closing
 * instant the longer timeframe is folded first. So after `step` all engines know exactly what is known at that close.
 */
export class SmcFrames {
  readonly base: SmcEngine;
  readonly #higher: HigherFrames;

  private constructor(base: SmcEngine, higher: HigherFrames) {
    this.base = base;
    this.#higher = higher;
  }

  static open({ base, higher, session = '24x7' }: FramesOptions): SmcFrames {
    const { timeframe, config = defaultSmcConfig } = base;
    const frames = HigherFrames.open({ base: timeframe, higher, session });
    if (new Set(higher.map((one) => one.timeframe)).size < higher.length)
      throw new TradingError('config', 'frames.twice', 'a timeframe is named twice, expected each once');
    return new SmcFrames(new SmcEngine({ timeframe, session, config }), frames);
  }

  static restore({ base, higher }: FramesState): SmcFrames {
    return new SmcFrames(SmcEngine.restore(base), HigherFrames.restore(base.timeframe, higher));
  }

  save(): FramesState {
    return { base: this.base.save(), higher: this.#higher.save() };
  }

  /** The longer candles that this one completes, longest first, then the candle itself; none for a repeated one. */
  step(candle: Candle): readonly FrameStep[] {
    if (!this.base.isNext(candle)) return nothing;
    const longer = this.#higher.step(candle);
    return [...longer, { timeframe: this.base.timeframe, candle, events: this.base.step(candle) }];
  }

  engine(timeframe: Timeframe): SmcEngine {
    if (timeframe === this.base.timeframe) return this.base;
    const found = this.#higher.find(timeframe);
    if (found) return found;
    throw new TradingError('config', 'frames.unknown', `there is no ${timeframe} engine among these frames`);
  }
}
