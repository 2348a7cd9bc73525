import type { Candle } from '../market/candle.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { Timeframe } from '../market/timeframe.ts';
import type { SmcConfig } from '../smc/config.ts';
import type { SmcEvent } from '../smc/events.ts';
import { HigherFrames } from '../smc/higherFrames.ts';
import { SmcEngine } from '../smc/smcEngine.ts';
import type { ClosedView } from '../strategies/baseStrategy.ts';
import { longerFrames } from '../strategies/longerFrames.ts';

interface SeriesViewOptions {
  readonly timeframe: Timeframe;
  readonly spec: SymbolSpec;
  readonly config: SmcConfig;
  /** That the strategy reads, too. */
  readonly longerTimeframes: readonly Timeframe[];
}

/**
 * One series as a strategy sees it at its last close. Lists are made when somebody asks for them, which is seldom: it
 * tells of one moment alone, and the next candle changes what it tells.
 */
export class SeriesView implements ClosedView {
  readonly spec: SymbolSpec;
  readonly #engine: SmcEngine;
  readonly #higher: HigherFrames;
  #events: readonly SmcEvent[] = [];
  #candle: Candle | null = null;

  constructor({ timeframe, spec, config, longerTimeframes }: SeriesViewOptions) {
    const { session } = spec;
    const higher = longerFrames(longerTimeframes, config);
    this.spec = spec;
    this.#engine = new SmcEngine({ timeframe, session, config });
    this.#higher = HigherFrames.open({ base: timeframe, higher, session });
  }

  /** The longer candles that end with this one count at its close. Refuses one that does not fit, and changes nothing. */
  fold(candle: Candle): void {
    if (!this.#engine.isNext(candle)) return;
    this.#higher.step(candle);
    this.#events = this.#engine.step(candle);
    this.#candle = candle;
  }

  get candle(): Candle {
    if (this.#candle === null) throw new RangeError('no candle has closed yet');
    return this.#candle;
  }

  get bar(): number {
    return this.#engine.bar;
  }

  get events() {
    return this.#events;
  }

  get blocks() {
    return this.#engine.blocks;
  }

  get gaps() {
    return this.#engine.gaps;
  }

  get dealingRange() {
    return this.#engine.dealingRange;
  }

  get atr() {
    return this.#engine.atr;
  }

  get lastBreak() {
    return this.#engine.lastBreak;
  }

  get longer() {
    return this.#higher.views;
  }
}
