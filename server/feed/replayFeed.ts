import { type Candle, closeTime, type UnixMs } from '#shared/market/candle.ts';
import { timeText } from '#shared/market/candleChecks.ts';
import type { Clock, Feed, FeedHealth, FeedListener, Timer } from '#shared/ports.ts';
import { firstPlayedCandle, lastClose, type ReplayPlan, replaySteps, resumePosition } from './replayOrder.ts';
import { type ReplaySpeed, VirtualClock } from './virtualClock.ts';

export interface ReplayOptions extends ReplayPlan {
  readonly kind: 'replay' | 'sample';
  readonly speed: ReplaySpeed;
  readonly timer: Timer;
  /** The latest time an earlier run is known to have reached, so that its clock is not seen to go back; else null. */
  readonly reached: UnixMs | null;
}

/** Candles handed over as history in one go. */
const historyBatch = 5_000;

/**
 * Plays recorded candles as if they closed now, and the clock they close by. The same candles come in the same order
 * at every speed and after every restart; the clock never runs past the close of a candle that was not delivered.
 */
export function createReplay(options: ReplayOptions): { readonly feed: Feed; readonly clock: Clock } {
  const clock = new VirtualClock({ start: startTime(options), speed: options.speed, timer: options.timer });
  return { feed: new ReplayFeed(options, clock), clock };
}

/** A first run begins where its first played candle opens, a resumed one where the one before it stopped. */
function startTime(options: ReplayOptions): UnixMs {
  const first = firstPlayedCandle(options);
  const position = resumePosition(options);
  if (first === null) return Math.max(position ?? 0, options.reached ?? 0, lastClose(options.source) ?? 0);
  const begin = Math.max(position ?? first.openTime, options.reached ?? 0);
  return Math.min(begin, closeTime(first));
}

class ReplayFeed implements Feed {
  readonly #options: ReplayOptions;
  readonly #clock: VirtualClock;
  #health: FeedHealth;
  #isStopped = false;
  #playing: Promise<void> = Promise.resolve();

  constructor(options: ReplayOptions, clock: VirtualClock) {
    this.#options = options;
    this.#clock = clock;
    this.#health = {
      kind: options.kind,
      label: options.kind === 'sample' ? 'SAMPLE' : 'REPLAY',
      state: 'starting',
      lastCandleAt: resumePosition(options),
      progress: null,
      message: null,
      venues: [],
    };
  }

  health(): FeedHealth {
    return this.#health;
  }

  /** A recording is what it is; its clock stands still where it ends. */
  doubt(): string | null {
    return null;
  }

  async start(on: FeedListener): Promise<void> {
    const steps = replaySteps(this.#options);
    let step = steps.next();
    let batch: Candle[] = [];
    const handOver = async () => {
      if (batch.length > 0) await on.history(batch);
      batch = [];
    };
    while (!step.done && step.value.isHistory && closeTime(step.value.candle) <= this.#clock.now()) {
      if (this.#isStopped) return;
      this.#noteCandle(step.value.candle);
      if (batch.push(step.value.candle) >= historyBatch) await handOver();
      step = steps.next();
    }
    await handOver();
    this.#change({ state: 'live' }, on);
    this.#playing = this.#play(step, steps, on);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#clock.halt();
    await this.#playing;
  }

  async #play(
    first: ReturnType<ReturnType<typeof replaySteps>['next']>,
    rest: ReturnType<typeof replaySteps>,
    on: FeedListener,
  ): Promise<void> {
    for (let step = first; !step.done; step = rest.next()) {
      const { candle, isHistory } = step.value;
      await this.#clock.advanceTo(closeTime(candle));
      if (this.#isStopped) return;
      this.#noteCandle(candle);
      await (isHistory ? on.history([candle]) : on.closed(candle));
      if (this.#options.speed === 'max') await this.#giveOthersATurn();
    }
    // "Ended" promises that everything is there.
    await on.settled();
    if (this.#isStopped) return;
    this.#clock.end();
    this.#change({ state: 'ended', message: this.#endMessage() }, on);
  }

  #giveOthersATurn(): Promise<void> {
    return new Promise((resolve) => {
      this.#options.timer.after(0, resolve);
    });
  }

  #noteCandle(candle: Candle): void {
    this.#health = { ...this.#health, lastCandleAt: closeTime(candle) };
  }

  #change(change: Partial<FeedHealth>, on: FeedListener): void {
    this.#health = { ...this.#health, ...change };
    on.healthChanged();
  }

  #endMessage(): string {
    const { lastCandleAt } = this.#health;
    if (lastCandleAt === null) return 'There are no candles to play.';
    return `The recording ended at ${timeText(lastCandleAt)} UTC.`;
  }
}
