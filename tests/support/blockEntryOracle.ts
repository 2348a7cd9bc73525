import type { Candle } from '#shared/market/candle.ts';
import type { SmcConfig } from '#shared/smc/config.ts';
import type { OrderBlock } from '#shared/smc/events.ts';
import { marketViews, testSpec } from './marketViews.ts';

/** What the rules of block entries give, worked out bar by bar in plain numbers, with nothing kept ready. */
export interface OracleTrade {
  readonly dir: number;
  readonly contracts: number;
  readonly entryBar: number;
  readonly exitBar: number;
  readonly entry: number;
  readonly reason: string;
  readonly net: number;
  readonly ambiguous: boolean;
}

interface Order {
  readonly key: string;
  readonly dir: number;
  readonly price: number;
  readonly stop: number;
  readonly size: number;
  readonly atr: number;
  readonly fresh: boolean;
  readonly far: number;
}

interface Held extends Order {
  readonly entryBar: number;
  readonly entry: number;
  readonly target: number;
  left: number;
  now: number;
  best: number;
  net: number;
  halved: boolean;
  leaves: boolean;
  ambiguous: boolean;
}

export interface OracleRules {
  readonly mode: 'A' | 'B';
  readonly config: SmcConfig;
  readonly capital: number;
  readonly taker: number;
  readonly maker: number;
  readonly slippage: number;
  readonly through: boolean;
}

const tick = Number(testSpec.tick);
const away = (price: number, dir: number) => {
  const steps = price / tick;
  const whole = dir > 0 ? Math.ceil(steps - 1e-6) : Math.floor(steps + 1e-6);
  return Number((whole * tick).toFixed(2));
};

export function oracleTrades(candles: readonly Candle[], rules: OracleRules): OracleTrade[] {
  const oracle = new Oracle(rules);
  let bar = 0;
  for (const { candle, blocks, atr } of marketViews(candles, rules.config)) {
    oracle.work(candle, bar);
    if (oracle.held !== null) oracle.mind(oracle.held, candle);
    else if (atr.warm) oracle.look(blocks, { candle, bar, atr: atr.value });
    bar += 1;
  }
  return oracle.trades;
}

interface Moment {
  readonly candle: Candle;
  readonly bar: number;
  readonly atr: number;
}

const directionOf = ({ state, side }: OrderBlock) => (state === 'fresh' ? side : -side);
const entryOf = (block: OrderBlock) => {
  const dir = directionOf(block);
  const near = dir > 0 ? block.top : block.bottom;
  return away(near - dir * 0.2 * (block.top - block.bottom), -dir);
};
const began = ({ flipped, born }: OrderBlock) => flipped ?? born;
const keyOf = ({ id, state }: OrderBlock) => `${id} ${state}`;
const byPreference = (a: OrderBlock, b: OrderBlock) =>
  Number(b.state === 'fresh') - Number(a.state === 'fresh') || began(b) - began(a) || b.id - a.id;

class Oracle {
  readonly trades: OracleTrade[] = [];
  held: Held | null = null;
  #order: Order | null = null;
  #capital: number;
  readonly #used = new Set<string>();
  readonly #flat = new Map<number, number>();
  readonly #rules: OracleRules;

  constructor(rules: OracleRules) {
    this.#rules = rules;
    this.#capital = rules.capital;
  }

  /** Orders that existed before the candle. */
  work(c: Candle, bar: number): void {
    if (this.held !== null) this.#workExits(this.held, c, bar);
    else if (this.#order !== null && this.#rules.mode === 'A') this.#workMarket(this.#order, c, bar);
    else if (this.#order !== null) this.#workLimit(this.#order, c, bar);
  }

  /** At the close of a candle that leaves a position open. */
  mind(h: Held, c: Candle): void {
    const isThrough = h.dir > 0 ? Math.min(c.open, c.close) < h.far : Math.max(c.open, c.close) > h.far;
    if (Number.isNaN(h.best) || h.dir * (c.close - h.best) > 0) h.best = c.close;
    if (isThrough) h.leaves = true;
    if (isThrough || !h.halved) return;
    const trail = away(h.best - h.dir * h.atr * (h.fresh ? 1.5 : 1), -h.dir);
    if (h.dir * (trail - h.now) > 0) h.now = trail;
  }

  /** At the close of a candle without a position. */
  look(blocks: readonly OrderBlock[], moment: Moment): void {
    const ranked = blocks.toSorted(byPreference);
    const place = ranked.findIndex((one) => keyOf(one) === this.#order?.key);
    if (place < 0) this.#order = null;
    const ahead = place < 0 ? ranked : ranked.slice(0, place);
    const wanted = ahead.filter((one) => this.#isCalledFor(one, moment));
    this.#order = wanted.map((one) => this.#plan(one, moment)).find((one) => one !== null) ?? this.#order;
  }

  #isCalledFor(block: OrderBlock, { candle: c, bar }: Moment): boolean {
    const dir = directionOf(block);
    const at = entryOf(block);
    if (this.#used.has(keyOf(block)) || bar < (this.#flat.get(dir) ?? -9) + 3) return false;
    if (this.#rules.mode === 'B') return dir * (c.close - at) > 0;
    if (began(block) >= bar || dir * (c.close - c.open) <= 0) return false;
    return dir * ((dir > 0 ? c.low : c.high) - at) <= 0 && dir * (c.close - at) >= 0;
  }

  #plan(block: OrderBlock, { candle, atr }: Moment): Order | null {
    const fresh = block.state === 'fresh';
    const dir = directionOf(block);
    const far = dir > 0 ? block.bottom : block.top;
    const price = this.#rules.mode === 'A' ? candle.close : entryOf(block);
    const leverage = fresh ? 20 : 10;
    const limit = away(price * (1 - (dir * 0.855) / leverage), dir);
    const beyond = away(far - dir * atr, -dir);
    const stop = dir > 0 ? Math.max(limit, beyond) : Math.min(limit, beyond);
    const size = Math.floor((this.#capital * (fresh ? 0.4 : 0.3) * leverage) / price + 1e-9);
    if (dir * (far - stop) <= 0 || size < 1) return null;
    return { key: keyOf(block), dir, price, stop, size, atr, fresh, far };
  }

  #workExits(h: Held, c: Candle, bar: number): void {
    if (h.leaves)
      this.#leave(h, { bar, size: h.left, price: this.#slip(c.open, -h.dir), reason: 'invalidation' });
    else if (h.dir * (c.open - h.now) <= 0) this.#stopOut(h, bar, c.open);
    else {
      if (!h.halved && this.#reaches(h.dir, c.open, h.target))
        this.#leave(h, { bar, size: half(h), price: c.open, reason: 'target' });
      if (h.left > 0) this.#inside(h, c, bar);
    }
  }

  #workMarket(o: Order, c: Candle, bar: number): void {
    this.#order = null;
    if (o.dir * (c.open - o.stop) <= 0) return;
    const h = this.#enter(o, bar, { price: this.#slip(c.open, o.dir), rate: this.#rules.taker });
    this.#inside(h, c, bar);
  }

  #workLimit(o: Order, c: Candle, bar: number): void {
    const [worst, best] = o.dir > 0 ? [c.low, c.high] : [c.high, c.low];
    if (!this.#reaches(-o.dir, worst, o.price)) return;
    this.#order = null;
    const atOpen = this.#reaches(-o.dir, c.open, o.price);
    const rate = atOpen ? this.#rules.taker : this.#rules.maker;
    if (o.dir * (c.open - o.stop) <= 0) {
      this.#stopOut(this.#enter(o, bar, { price: o.price, rate }), bar, c.open);
      return;
    }
    const h = this.#enter(o, bar, { price: atOpen ? c.open : o.price, rate });
    if (this.#reaches(o.dir, best, h.target)) h.ambiguous = true;
    if (o.dir * (worst - o.stop) <= 0) this.#stopOut(h, bar, o.stop);
  }

  /** Stop and target after the open. */
  #inside(h: Held, c: Candle, bar: number): void {
    const [worst, best] = h.dir > 0 ? [c.low, c.high] : [c.high, c.low];
    const hit = !h.halved && this.#reaches(h.dir, best, h.target);
    if (h.dir * (worst - h.now) <= 0) {
      if (hit) h.ambiguous = true;
      this.#stopOut(h, bar, h.now);
    } else if (hit) {
      this.#leave(h, { bar, size: half(h), price: h.target, reason: 'target', rate: this.#rules.maker });
    }
  }

  #enter(o: Order, bar: number, { price, rate }: { readonly price: number; readonly rate: number }): Held {
    const fee = price * o.size * rate;
    this.#capital -= fee;
    this.#used.add(o.key);
    const target = away(price + o.dir * o.atr * (o.fresh ? 2 : 1.5), o.dir);
    const now = { left: o.size, now: o.stop, best: Number.NaN, net: -fee, halved: false, leaves: false };
    this.held = { ...o, ...now, entryBar: bar, entry: price, target, ambiguous: false };
    return this.held;
  }

  #stopOut(h: Held, bar: number, seen: number): void {
    const reason = h.now === h.stop ? 'stop' : 'trail';
    this.#leave(h, { bar, size: h.left, price: this.#slip(seen, -h.dir), reason });
  }

  #leave(h: Held, exit: { bar: number; size: number; price: number; reason: string; rate?: number }): void {
    const { bar, size, price, reason, rate = this.#rules.taker } = exit;
    const gain = h.dir * (price - h.entry) * size - price * size * rate;
    h.net += gain;
    this.#capital += gain;
    h.left -= size;
    h.halved = true;
    if (h.left > 0) return;
    const { dir, size: contracts, entryBar, entry, net, ambiguous } = h;
    this.trades.push({ dir, contracts, entryBar, exitBar: bar, entry, reason, net, ambiguous });
    this.#flat.set(dir, bar);
    this.held = null;
  }

  #slip(price: number, dir: number): number {
    const { slippage } = this.#rules;
    return slippage === 0 ? price : away(price * (1 + dir * slippage), dir);
  }

  #reaches(dir: number, price: number, level: number): boolean {
    const beyond = dir * (price - level);
    return this.#rules.through ? beyond > 0 : beyond >= 0;
  }
}

const half = (h: Held) => Math.max(1, Math.floor(h.left / 2));
