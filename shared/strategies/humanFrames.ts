import { z } from 'zod';
import type { Candle } from '../market/candle.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { SmcConfig } from '../smc/config.ts';
import type { Side } from '../smc/events.ts';
import { type FramesOptions, SmcFrames } from '../smc/frames.ts';
import { type FrameStep, higherStatesSchema } from '../smc/higherFrames.ts';
import type { SmcEngine } from '../smc/smcEngine.ts';
import { smcStateVersion } from '../smc/smcState.ts';
import type { FinderStart } from './baseStrategy.ts';
import type { HumanTrainedParams } from './humanParams.ts';
import { RecentBars, recentBarsStateSchema } from './recentBars.ts';

/** Raised whenever the meaning of a saved field below changes. */
const stateVersion = 1;

const stateSchema = z.strictObject({ higher: higherStatesSchema, recent: recentBarsStateSchema });
export type HumanFramesState = z.infer<typeof stateSchema>;

/** What entering and leaving costs: the spread in price, fees as fractions with their tax. */
export interface RoundTrip {
  readonly spread: number;
  readonly makerRate: number;
  readonly takerRate: number;
}

export interface HumanFramesOptions {
  readonly spec: SymbolSpec;
  /** Of the M5 engine; M15 and H4 differ in their structure and its pivots. */
  readonly config: SmcConfig;
  readonly params: HumanTrainedParams;
  /** Where frames of the same `stateKey` stood; null: before the first candle. */
  readonly from?: FinderStart | null;
}

/** M5 candles and the M15 and H4 made of them, as they are known at the last M5 close. */
export class HumanFrames {
  readonly spec: SymbolSpec;
  readonly m5: SmcEngine;
  readonly m15: SmcEngine;
  readonly h4: SmcEngine;
  readonly recent = new RecentBars();
  /** Engines, configuration and pivots: frames of another key hold other states. */
  readonly stateKey: string;
  readonly #frames: SmcFrames;
  #candle: Candle | null = null;
  #steps: readonly FrameStep[] = [];

  constructor({ spec, config, params, from = null }: HumanFramesOptions) {
    this.spec = spec;
    const { biasPivotLeft, biasPivotRight, shiftPivotLeft, shiftPivotRight } = params;
    const swing = (pivotLeft: number, pivotRight: number): SmcConfig => ({
      ...{ ...config, structure: 'swing', pivotLeft, pivotRight },
    });
    const options: FramesOptions = {
      base: { timeframe: '5m', config },
      higher: [
        { timeframe: '15m', config: swing(shiftPivotLeft, shiftPivotRight) },
        { timeframe: '4h', config: swing(biasPivotLeft, biasPivotRight) },
      ],
      session: spec.session,
    };
    this.stateKey = JSON.stringify([stateVersion, smcStateVersion, options]);
    this.#frames = from === null ? SmcFrames.open(options) : this.#resumed(from);
    this.m5 = this.#frames.base;
    this.m15 = this.#frames.engine('15m');
    this.h4 = this.#frames.engine('4h');
  }

  #resumed({ state, base, candles }: FinderStart): SmcFrames {
    const { higher, recent } = stateSchema.parse(state);
    this.recent.restore(recent, { bar: base.bar, candles });
    this.#candle = candles.at(-1) ?? null;
    return SmcFrames.restore({ base, higher });
  }

  /** All but the M5 engine and the newest candles, which whoever stores it has anyway. */
  save(): HumanFramesState {
    return { higher: this.#frames.save().higher, recent: this.recent.save() };
  }

  fold(candle: Candle): void {
    const steps = this.#frames.step(candle);
    const last = steps.at(-1);
    if (last === undefined) return;
    this.#steps = steps;
    this.#candle = candle;
    this.recent.fold(candle, last.events);
  }

  /** The last M5 candle; null before the first. */
  get candle(): Candle | null {
    return this.#candle;
  }

  /** Whether a candle of this timeframe that closed with the last M5 candle broke structure to this side. */
  hasBroken(timeframe: '15m' | '4h', side: Side): boolean {
    return this.#steps.some(
      (step) =>
        step.timeframe === timeframe &&
        step.events.some((event) => (event.kind === 'bos' || event.kind === 'choch') && event.side === side),
    );
  }
}
