import { z } from 'zod';
import { Aggregator, aggregatorStateSchema } from '../market/aggregate.ts';
import type { Candle } from '../market/candle.ts';
import type { Session } from '../market/session.ts';
import { type Timeframe, timeframeMs } from '../market/timeframe.ts';
import { defaultSmcConfig, type SmcConfig } from './config.ts';
import type { DealingRange } from './dealingRange.ts';
import type { Side, SmcEvent, StructureBreak } from './events.ts';
import { SmcEngine } from './smcEngine.ts';
import { smcStateSchema } from './smcState.ts';

export interface FrameOptions {
  readonly timeframe: Timeframe;
  readonly config?: SmcConfig;
}

/** What the close of one candle gave on its timeframe. */
export interface FrameStep {
  readonly timeframe: Timeframe;
  readonly candle: Candle;
  readonly events: readonly SmcEvent[];
}

/** Structure of a timeframe after its last closed candle. */
export interface FrameView {
  readonly trend: Side | 0;
  readonly lastBreak: StructureBreak | null;
  readonly dealingRange: DealingRange | null;
}

const higherFrameStateSchema = z
  .strictObject({ engine: smcStateSchema, aggregator: aggregatorStateSchema })
  .readonly();
export type HigherFrameState = z.infer<typeof higherFrameStateSchema>;

/** Longest first. */
export const higherStatesSchema = z.array(higherFrameStateSchema).readonly();

interface Frame {
  readonly engine: SmcEngine;
  readonly aggregator: Aggregator;
}

interface HigherOptions {
  /** Of the candles that come in; each frame is made of them. */
  readonly base: Timeframe;
  readonly higher: readonly FrameOptions[];
  /** '24x7' unless told. */
  readonly session?: Session;
}

const nothing: readonly FrameStep[] = Object.freeze([]);

/** Engines of longer timeframes, fed with what the candles of a shorter one make; each timeframe at most once. */
export class HigherFrames {
  /** Longest first. */
  readonly #frames: readonly Frame[];
  #views: ReadonlyMap<Timeframe, FrameView> | null = null;

  private constructor(frames: readonly Frame[]) {
    this.#frames = frames.toSorted(
      (a, b) => timeframeMs(b.engine.timeframe) - timeframeMs(a.engine.timeframe),
    );
  }

  static open({ base, higher, session = '24x7' }: HigherOptions): HigherFrames {
    return new HigherFrames(
      higher.map(({ timeframe, config = defaultSmcConfig }) => ({
        engine: new SmcEngine({ timeframe, session, config }),
        aggregator: new Aggregator({ from: base, to: timeframe, session }),
      })),
    );
  }

  static restore(base: Timeframe, states: readonly HigherFrameState[]): HigherFrames {
    return new HigherFrames(
      states.map((saved) => {
        const { timeframe, session } = saved.engine;
        const aggregator = new Aggregator({ from: base, to: timeframe, session });
        aggregator.restore(saved.aggregator);
        return { engine: SmcEngine.restore(saved.engine), aggregator };
      }),
    );
  }

  /** Longest first. */
  save(): readonly HigherFrameState[] {
    return this.#frames.map(({ engine, aggregator }) => ({
      engine: engine.save(),
      aggregator: aggregator.save(),
    }));
  }

  /** The longer candles that this one, sound and later than the last, completes; longest first. */
  step(candle: Candle): readonly FrameStep[] {
    let steps: FrameStep[] | null = null;
    for (const { engine, aggregator } of this.#frames)
      for (const made of aggregator.fold(candle)) {
        steps ??= [];
        steps.push({ timeframe: engine.timeframe, candle: made, events: engine.step(made) });
      }
    if (steps === null) return nothing;
    this.#views = null;
    return steps;
  }

  find(timeframe: Timeframe): SmcEngine | null {
    return this.#frames.find(({ engine }) => engine.timeframe === timeframe)?.engine ?? null;
  }

  /** Of each timeframe. Neither the map nor what is in it ever changes: a later candle has another one. */
  get views(): ReadonlyMap<Timeframe, FrameView> {
    this.#views ??= new Map(
      this.#frames.map(({ engine: { timeframe, trend, lastBreak, dealingRange } }) => [
        timeframe,
        { trend, lastBreak, dealingRange },
      ]),
    );
    return this.#views;
  }
}
