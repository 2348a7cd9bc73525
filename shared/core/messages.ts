import type { MarketView } from '../strategies/baseStrategy.ts';
import type { AnswerSignal, CloseTrade, CommandResult, DeleteTrade, EditAccount } from '../sync/commands.ts';
import type { Fact } from '../sync/rows.ts';
import type { SetupView } from '../trading/setup.ts';

/** What the core is told. `at` is the host's time: the clock live, the candle's close in a backtest. */
export type CoreEvent =
  | {
      readonly type: 'barClosed';
      readonly at: number;
      readonly view: Omit<MarketView, 'takenZones' | 'setups'>;
      /** What the finders of strategies that have one know at this close, by the strategies' ids. */
      readonly setups?: ReadonlyMap<string, SetupView>;
    }
  | { readonly type: 'timePassed'; readonly at: number }
  | {
      readonly type: 'answered';
      readonly at: number;
      readonly command: AnswerSignal;
      /** Why prices of the signal's symbol cannot be trusted at that time, in one sentence; null: they can. */
      readonly doubt: string | null;
      /** What the symbol costs at that time, the open candle's price where there is one; null: as its last close. */
      readonly lastPrice: number | null;
    }
  | { readonly type: 'closeMarked'; readonly at: number; readonly command: CloseTrade }
  | { readonly type: 'tradeDeleted'; readonly at: number; readonly command: DeleteTrade }
  | { readonly type: 'accountEdited'; readonly at: number; readonly command: EditAccount };

export type BarClosed = Extract<CoreEvent, { type: 'barClosed' }>;
export type CommandEvent = Exclude<CoreEvent, { type: 'barClosed' | 'timePassed' }>;

/** A fact before the host gives it its number. */
export type FactDraft = Omit<Fact, 'id'>;

/** A result before the host knows the number of the fact it made. */
export type ResultDraft =
  | { readonly status: 'applied' }
  | Exclude<CommandResult, { readonly status: 'applied' }>;
