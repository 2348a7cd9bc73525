import type { Timeframe } from '#shared/market/timeframe.ts';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Chart } from '#shared/sync/chart.ts';
import type {
  AnswerSignal,
  CloseTrade,
  CommandResult,
  DeleteTrade,
  EditAccount,
} from '#shared/sync/commands.ts';
import type { LiveMessage } from '#shared/sync/live.ts';
import type { ReportCard } from '#shared/sync/reportCards.ts';
import type { Pull, Rows } from '#shared/sync/rows.ts';
import type { Status } from '#shared/sync/status.ts';
import type { TradeClose } from '#shared/trading/trade.ts';
import type { Gym } from './gym.ts';

/** What the gym's procedures need: the methods of `Gym`. */
export type GymBackend = Pick<Gym, keyof Gym>;

export interface ChartQuery {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Only candles that opened before this time; null for the newest. */
  readonly before: number | null;
  readonly limit: number;
}

/** What the procedures need of the rest of the server; `main.ts` supplies it. */
export interface Backend {
  readonly gym: GymBackend;
  status(): Status;
  pull(from: { readonly epoch: string | null; readonly cursor: number }): Promise<Pull>;
  /** Everything the account's rows hold now, for reading without the sync protocol. */
  rows(accountId: string | null): Promise<Rows>;
  /** Facts after `cursor` first, then live messages, until the signal aborts. */
  live(cursor: number, signal: AbortSignal): AsyncIterable<LiveMessage>;
  chart(query: ChartQuery): Promise<Chart>;
  /** Of all strategies, series and accounts. */
  reportCards(): Promise<ReportCard[]>;
  /** Fresh assessment of a waiting signal; rejects with `signal.unknown` / `account.unknown`. */
  assess(signalId: string, accountId: string): Promise<Assessment>;
  /** What closing the trade at this price now would make; rejects with `trade.unknown` / `account.unknown`. */
  previewClose(at: {
    readonly accountId: string;
    readonly tradeId: string;
    readonly price: string;
  }): Promise<TradeClose>;
  answer(command: AnswerSignal): Promise<CommandResult>;
  closeTrade(command: CloseTrade): Promise<CommandResult>;
  deleteTrade(command: DeleteTrade): Promise<CommandResult>;
  editAccount(command: EditAccount): Promise<CommandResult>;
}
