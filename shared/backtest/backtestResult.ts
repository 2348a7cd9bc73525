import type { RefusedBy } from '../executors/planEntry.ts';
import type { UnixMs } from '../market/candle.ts';
import type { Session } from '../market/session.ts';
import type { Timeframe } from '../market/timeframe.ts';
import type { CancelReason, EntryOrder, ExitLeg, OrderFill } from '../trading/order.ts';
import type { Direction } from '../trading/signal.ts';

/** An entry that was ordered. Its zone, prices and size are those of its order. */
export interface BacktestSignal {
  readonly bar: number;
  readonly order: EntryOrder;
  /** Target as seen from the price of the order; the fill may move it. */
  readonly target: number;
}

/** A candle called for an entry and a gate refused it. */
export interface RefusedEntry {
  readonly bar: number;
  readonly zone: string;
  readonly direction: Direction;
  readonly why: RefusedBy;
}

export type OrderChange = { readonly bar: number; readonly order: EntryOrder } & (
  | { readonly action: 'placed' }
  | { readonly action: 'cancelled'; readonly why: CancelReason }
);

/** Money and prices are exact decimal text. */
export interface BacktestFill extends OrderFill {
  readonly bar: number;
  readonly direction: Direction;
  /** Realised by this fill, before costs. */
  readonly gross: string;
  /** Realised capital after it. */
  readonly capital: string;
}

export interface StopMove {
  readonly bar: number;
  readonly orderId: string;
  readonly stop: number;
}

/** A position from its entry fill to the fill that left it flat. Money is exact decimal text. */
export interface BacktestTrade {
  /** From 1, in the order of the exits. */
  readonly id: number;
  readonly order: EntryOrder;
  readonly zone: string;
  readonly direction: Direction;
  readonly contracts: string;
  readonly entryBar: number;
  readonly entryAt: UnixMs;
  readonly entry: string;
  /** First stop and first target. */
  readonly stop: string;
  readonly target: string;
  readonly exitBar: number;
  readonly exitAt: UnixMs;
  /** Average of the exits, rounded to eight places. */
  readonly exit: string;
  /** Leg of the last exit. */
  readonly reason: ExitLeg;
  /** It left in more than one piece. */
  readonly isPartial: boolean;
  readonly gross: string;
  readonly fees: string;
  readonly spread: string;
  /** Paid; negative when received. */
  readonly funding: string;
  /** gross - fees - spread - funding. */
  readonly net: string;
  /** |entry - first stop| x contracts x contract value. */
  readonly risk: string;
  /** net / risk; this and the two below rounded to eight places. */
  readonly rMultiple: number;
  /** Worst and best excursion in R, both >= 0, entry and exit bars whole. */
  readonly maeR: number;
  readonly mfeR: number;
  /** Its bars do not tell in which order things happened; the worse was taken. */
  readonly isAmbiguous: boolean;
  /** It left beyond the estimated liquidation: a venue would have closed it earlier. */
  readonly isBeyondLiquidation: boolean;
  /** Realised capital after it. */
  readonly capital: string;
  readonly fills: readonly BacktestFill[];
}

/** A position that the end of the data found open: marked at the last close, outside the trade statistics. */
export interface OpenTrade {
  readonly order: EntryOrder;
  readonly entryBar: number;
  readonly entry: string;
  readonly left: string;
  readonly stop: number;
  /** Result of what is left at the last close, before the costs of leaving. */
  readonly openResult: string;
}

export interface BacktestSummary {
  readonly trades: number;
  /** Decided trades: |R| above 0.05. */
  readonly wins: number;
  readonly losses: number;
  readonly winRate: number | null;
  /** Sums over closed trades. */
  readonly gross: string;
  readonly fees: string;
  readonly spread: string;
  readonly funding: string;
  readonly net: string;
  readonly meanR: number | null;
  readonly medianR: number | null;
  /** null without a losing trade. */
  readonly profitFactor: number | null;
  /** From equity at the closes; the start is the first peak. The worst share may be of another fall. */
  readonly maxDrawdown: string;
  readonly maxDrawdownPct: number;
  /** Share of the closes at which a position was open. */
  readonly exposure: number;
  readonly signals: number;
  /** Orders that ended without a fill. */
  readonly unfilled: number;
  /** Filled signals of all that were filled or ended; null when there are none. */
  readonly fillRate: number | null;
  /** Entries that gates refused. */
  readonly refused: number;
  /** Trades that are ambiguous still, after shorter candles had their say. */
  readonly ambiguous: number;
  /** Bars that did not tell what came first, and those of them that shorter candles told. */
  readonly ambiguousBars: number;
  readonly resolvedBars: number;
  readonly start: string;
  /** Realised capital at the end; with the open result it is the equity. */
  readonly final: string;
  readonly equity: string;
}

/** Equity at the close of every candle from the first one traded on: for drawing, not for accounts. */
export interface EquityCurve {
  readonly closeTime: Float64Array;
  readonly equity: Float64Array;
}

/** One strategy in one mode on one series. `bar` counts all candles given, the warm-up included. */
export interface BacktestResult {
  readonly strategy: string;
  readonly mode: string;
  readonly symbol: string;
  readonly session: Session;
  readonly timeframe: Timeframe;
  /** Open time of the first and the last candle that could trade; null when there was none. */
  readonly from: UnixMs | null;
  readonly to: UnixMs | null;
  readonly bars: number;
  readonly signals: readonly BacktestSignal[];
  readonly refused: readonly RefusedEntry[];
  readonly orders: readonly OrderChange[];
  readonly fills: readonly BacktestFill[];
  readonly stopMoves: readonly StopMove[];
  readonly trades: readonly BacktestTrade[];
  readonly open: OpenTrade | null;
  readonly equity: EquityCurve;
  readonly summary: BacktestSummary;
}
