import type { Sandbox, SandboxAnswer, SandboxPeer, SandboxRequest } from '#server/exchange/sandbox.ts';
import type { Candle } from '#shared/market/candle.ts';
import { type Random, seededRandom } from '#shared/market/seededRandom.ts';
import { type Timeframe, timeframeMs, timeframes } from '#shared/market/timeframe.ts';
import type { SimTime } from './simTime.ts';

export type Frame = Readonly<Record<string, unknown>>;
type Row = Pick<Candle, 'open' | 'high' | 'low' | 'close' | 'volume'>;
type WireRow = Row & { readonly time: number };

/** What goes wrong at the venue, for as long as a test leaves it so. */
export interface VenueFaults {
  /** Answers a request in the venue's place; null lets it through. */
  rest: (request: SandboxRequest) => SandboxAnswer | null;
  /** What REST tells of candles: newest first, the forming one included. */
  candles: (
    rows: readonly WireRow[],
    asked: { readonly symbol: string; readonly stepMs: number },
  ) => readonly WireRow[];
  /** What becomes of a frame on its way out. */
  frame: (frame: Frame) => readonly Frame[];
  /** Channels that nobody may subscribe to, by how their names begin; null: all are given. */
  refuses: string | null;
  /** Connections end as soon as they are made. */
  acceptsThenCloses: boolean;
}

interface Session {
  readonly peer: SandboxPeer;
  /** "trades SOLUSD" */
  readonly subscribed: Set<string>;
  isOpen: boolean;
}

interface Trade {
  readonly atUs: number;
  readonly price: number;
  readonly size: number;
  readonly role: 'm' | 't';
}

const minuteMs = 60_000;
const round = (price: number) => Math.round(price * 100) / 100;
const ok = (result: unknown) => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ success: true, result }),
});

/**
 * The public side of the venue in the compact dialect, no more than a feed needs: random trades, mark prices every 2 s,
 * candles every second with trades. Written without a line of the sandbox exchange, and breakable at every joint.
 */
export class ScriptedDelta implements Sandbox {
  readonly faults: VenueFaults = {
    rest: () => null,
    candles: (rows) => rows,
    frame: (frame) => [frame],
    refuses: null,
    acceptsThenCloses: false,
  };
  /** What the venue says of all trading, and of each product. */
  tradingStatus = 'operational';
  /** Mean gap between trades, in ms; tests make markets rest with it. */
  meanGapMs = 3_000;
  readonly #time: SimTime;
  readonly #start: number;
  readonly #random: Random;
  readonly #symbols: readonly string[];
  readonly #minutes = new Map<string, Map<number, Row>>();
  readonly #trades = new Map<string, Trade[]>();
  readonly #sessions = new Set<Session>();

  constructor(options: {
    readonly time: SimTime;
    readonly seed: number;
    readonly symbols: readonly string[];
  }) {
    this.#time = options.time;
    this.#start = Math.ceil(options.time.now() / minuteMs) * minuteMs;
    this.#random = seededRandom(options.seed);
    this.#symbols = options.symbols;
    for (const symbol of options.symbols) {
      this.#minutes.set(symbol, new Map());
      this.#trades.set(symbol, []);
      this.#nextTrade(symbol);
      this.#every(2_000, () => this.#tell(`mark_price MARK:${symbol}`, this.#markFrame(symbol)));
      this.#every(1_000, () => this.#tellCandles(symbol));
    }
    this.#every(30_000, () => {
      for (const session of this.#sessions) this.#send(session, { type: 'heartbeat' });
    });
  }

  get openSessions(): number {
    return this.#sessions.size;
  }

  /** As the venue has it, whatever it tells; of a bucket that is not over, so far. */
  candle(symbol: string, timeframe: Timeframe, openTime: number): Candle {
    return { symbol, timeframe, openTime, ...this.#row(symbol, openTime, timeframeMs(timeframe)) };
  }

  /** To everybody who listens to the channel. */
  tell(channel: string, frame: Frame): void {
    this.#tell(channel, frame);
  }

  request(request: SandboxRequest): Promise<SandboxAnswer> {
    return Promise.resolve(
      this.faults.rest(request) ?? this.#answer(new URL(request.target, 'http://venue')),
    );
  }

  connect(_dialect: 'legacy' | 'compact', peer: SandboxPeer) {
    const session: Session = { peer, subscribed: new Set(), isOpen: true };
    this.#sessions.add(session);
    const closed = () => {
      session.isOpen = false;
      this.#sessions.delete(session);
    };
    if (this.faults.acceptsThenCloses) {
      this.#time.after(50, () => {
        closed();
        peer.close();
      });
    }
    return { closed, received: (text: string) => this.#received(session, JSON.parse(text)) };
  }

  #received(session: Session, message: { type: string; payload?: { channels: Frame[] } }): void {
    if (message.type !== 'subscribe') return;
    const channels = message.payload?.channels ?? [];
    const { refuses } = this.faults;
    const answers = channels.map((channel) => {
      const { name, symbols } = channel;
      if (refuses !== null && String(name).startsWith(refuses)) return { name, error: 'unknown channel' };
      const named = Array.isArray(symbols) ? symbols : [];
      for (const symbol of named) session.subscribed.add(`${name} ${symbol}`);
      if (named.length === 0) session.subscribed.add(`${name}`);
      return channel;
    });
    this.#send(session, { type: 'subscriptions', channels: answers });
  }

  #answer({ pathname, searchParams }: URL): SandboxAnswer {
    const now = this.#time.now();
    const symbol = pathname.split('/')[3] ?? '';
    if (pathname === '/v2/settings') return ok({ server_time: now * 1_000 });
    if (pathname === '/v2/products') return ok(this.#symbols.map((one, index) => this.#product(one, index)));
    if (pathname === '/v2/tickers') return ok(this.#symbols.map((one) => this.#ticker(one)));
    if (pathname.startsWith('/v2/trades/')) return ok(this.#newestTrades(symbol));
    if (pathname === '/v2/history/candles') return ok(this.#candles(searchParams));
    return { status: 404, headers: {}, body: '{"success":false,"error":{"code":"not_found"}}' };
  }

  #product(symbol: string, index: number): Frame {
    const base = symbol.replace(/USD$/, '');
    return {
      id: index + 1,
      symbol,
      contract_type: 'perpetual_futures',
      notional_type: 'vanilla',
      state: 'live',
      trading_status: this.tradingStatus,
      contract_value: '1',
      contract_unit_currency: base,
      tick_size: '0.01',
      maker_commission_rate: '0.0002',
      taker_commission_rate: '0.0005',
      initial_margin: '1',
      maintenance_margin: '0.5',
      underlying_asset: { symbol: base },
      quoting_asset: { symbol: 'USD' },
      settling_asset: { symbol: 'USD' },
    };
  }

  #ticker(symbol: string): Frame {
    const close = String(this.#lastPrice(symbol));
    return {
      symbol,
      close,
      mark_price: close,
      quotes: { best_bid: close, best_ask: close },
      product_trading_status: this.tradingStatus,
      timestamp: this.#time.now() * 1_000,
    };
  }

  #newestTrades(symbol: string): readonly Frame[] {
    return (this.#trades.get(symbol) ?? []).slice(-50).map(({ atUs, price, size, role }) => ({
      symbol,
      price: String(price),
      size,
      buyer_role: role === 't' ? 'taker' : 'maker',
      timestamp: atUs,
    }));
  }

  #candles(asked: URLSearchParams): readonly WireRow[] {
    const symbol = asked.get('symbol') ?? '';
    const timeframe = timeframes.find((one) => one === asked.get('resolution')) ?? '1m';
    const stepMs = timeframeMs(timeframe);
    const first = Math.ceil((1_000 * Number(asked.get('start'))) / stepMs) * stepMs;
    const last = Math.min(1_000 * Number(asked.get('end')), this.#time.now());
    const rows: WireRow[] = [];
    for (let at = Math.floor(last / stepMs) * stepMs; at >= first; at -= stepMs) {
      rows.push({ time: at / 1_000, ...this.#row(symbol, at, stepMs) });
    }
    return this.faults.candles(rows, { symbol, stepMs });
  }

  #row(symbol: string, openTime: number, stepMs: number): Row {
    const end = Math.min(openTime + stepMs, this.#time.now() + 1);
    let row = this.#minute(symbol, openTime);
    for (let at = openTime + minuteMs; at < end; at += minuteMs) {
      const { high, low, close, volume } = this.#minute(symbol, at);
      row = {
        open: row.open,
        high: Math.max(row.high, high),
        low: Math.min(row.low, low),
        close,
        volume: row.volume + volume,
      };
    }
    return row;
  }

  /** Before the venue's first trade a made-up past, after it what was traded, and flat minutes where nothing was. */
  #minute(symbol: string, openTime: number): Row {
    if (openTime < this.#start) {
      const wave = (at: number) => round(100 + 10 * Math.sin(at / 3.6e6) + 2 * Math.sin(at / 4.2e5));
      const [open, close] = [wave(openTime), wave(openTime + minuteMs)];
      return { open, high: Math.max(open, close) + 0.5, low: Math.min(open, close) - 0.5, close, volume: 7 };
    }
    const minutes = this.#minutes.get(symbol);
    const known = minutes?.get(openTime);
    if (known) return known;
    const { close } = this.#minute(symbol, openTime - minuteMs);
    const flat = { open: close, high: close, low: close, close, volume: 0 };
    // Minutes that are over stay what they are.
    if (openTime + minuteMs <= this.#time.now()) minutes?.set(openTime, flat);
    return flat;
  }

  #nextTrade(symbol: string): void {
    const gapMs = -Math.log(1 - this.#random.even()) * this.meanGapMs;
    this.#time.after(Math.max(1, gapMs), () => {
      this.#trade(symbol);
      this.#nextTrade(symbol);
    });
  }

  #trade(symbol: string): void {
    const now = this.#time.now();
    if (now < this.#start) return;
    const atUs = now * 1_000 + Math.floor(this.#random.between(0, 1_000));
    const price = round(this.#lastPrice(symbol) * (1 + 0.001 * this.#random.bell()));
    const size = Math.floor(this.#random.between(1, 30));
    const role = this.#random.chance(0.5) ? 't' : 'm';
    this.#trades.get(symbol)?.push({ atUs, price, size, role });
    const minutes = this.#minutes.get(symbol);
    const openTime = Math.floor(now / minuteMs) * minuteMs;
    const row = minutes?.get(openTime);
    minutes?.set(openTime, {
      open: row?.open ?? price,
      high: Math.max(row?.high ?? price, price),
      low: Math.min(row?.low ?? price, price),
      close: price,
      volume: (row?.volume ?? 0) + size,
    });
    const frame = { type: 'trades', sy: symbol, p: String(price), s: size, r: role, t: atUs, ts: atUs + 300 };
    this.#tell(`trades ${symbol}`, frame);
  }

  #lastPrice(symbol: string): number {
    return this.#trades.get(symbol)?.at(-1)?.price ?? this.#minute(symbol, this.#start - minuteMs).close;
  }

  #markFrame(symbol: string): Frame {
    const price = String(this.#lastPrice(symbol));
    return { type: 'mark_price', sy: `MARK:${symbol}`, p: price, ts: this.#time.now() * 1_000 };
  }

  #tellCandles(symbol: string): void {
    const now = this.#time.now();
    const newest = this.#trades.get(symbol)?.at(-1);
    if (!newest || newest.atUs < (now - 1_000) * 1_000) return;
    for (const timeframe of timeframes) {
      const stepMs = timeframeMs(timeframe);
      const type = `candlestick_${timeframe}`;
      const { open, high, low, close, volume } = this.#row(symbol, Math.floor(now / stepMs) * stepMs, stepMs);
      const frame = { sy: symbol, res: timeframe, o: open, h: high, l: low, c: close, v: volume };
      this.#tell(`${type} ${symbol}`, { type, ...frame, ts: now * 1_000 });
    }
  }

  #tell(channel: string, frame: Frame): void {
    for (const session of this.#sessions) if (session.subscribed.has(channel)) this.#send(session, frame);
  }

  #send(session: Session, frame: Frame): void {
    for (const one of this.faults.frame(frame)) if (session.isOpen) session.peer.send(JSON.stringify(one));
  }

  #every(ms: number, run: () => void): void {
    this.#time.after(ms, () => {
      run();
      this.#every(ms, run);
    });
  }
}
