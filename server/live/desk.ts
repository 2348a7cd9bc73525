import type { Logger } from 'pino';
import type { AccountState } from '#shared/core/accountState.ts';
import type { Batch, StoredCommand } from '#shared/core/batch.ts';
import type { CommandEvent, ResultDraft } from '#shared/core/messages.ts';
import type { TradingCore } from '#shared/core/tradingCore.ts';
import { TradingError } from '#shared/errors.ts';
import { type Candle, closeTime, seriesKey } from '#shared/market/candle.ts';
import type { Clock } from '#shared/ports.ts';
import type { ChartUpdate } from '#shared/sync/chart.ts';
import type { CommandResult } from '#shared/sync/commands.ts';
import type { Fact } from '#shared/sync/rows.ts';
import { BatchDraft } from './batchDraft.ts';
import { ExpiryAlarm } from './expiryAlarm.ts';
import { Mailbox } from './mailbox.ts';
import type { MarketRunner } from './marketRunner.ts';
import { chartUpdate, type FoldedCandle, type Series } from './series.ts';

type Settle<Value> = { readonly resolve: (value: Value) => void; readonly reject: (error: unknown) => void };

type Entry =
  | { readonly type: 'history'; readonly candle: Candle }
  | { readonly type: 'candle'; readonly candle: Candle; readonly at: number }
  | { readonly type: 'time'; readonly at: number }
  | { readonly type: 'snapshot' }
  | {
      readonly type: 'command';
      readonly event: CommandEvent;
      readonly requestHash: string;
      readonly settle: Settle<CommandResult>;
    };

type CommandEntry = Extract<Entry, { type: 'command' }>;

/** What the desk needs of the store. */
export interface DeskStore {
  record(batch: Batch): Promise<void>;
  findCommand(id: string): Promise<StoredCommand | null>;
}

/** What became true with one commit, for those who watch. */
export interface Committed {
  readonly facts: readonly Fact[];
  readonly charts: readonly ChartUpdate[];
}

export interface DeskOptions {
  readonly core: TradingCore;
  readonly market: MarketRunner;
  readonly accounts: readonly AccountState[];
  readonly store: DeskStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Where the last committed batch and fact stood. */
  readonly after: { readonly sequence: number; readonly factId: number };
  readonly committed: (what: Committed) => void;
  /** The desk cannot go on: memory and store may differ. The process has to end and recover. */
  readonly failed: (error: unknown) => void;
}

/** Candles between two stored engine states of a series: what a restart has to fold again at most. */
const snapshotEvery = 250;

/**
 * Everything that happens goes through here, one event at a time: candles, answers, time. Each event is decided in
 * memory, all that waited together is committed as one transaction, and only then does anybody hear of it.
 */
export class Desk {
  readonly #options: DeskOptions;
  readonly #mailbox: Mailbox<Entry>;
  readonly #accounts: Map<string, AccountState>;
  readonly #sinceSnapshot = new Map<string, number>();
  #after: { sequence: number; factId: number };
  readonly #expiry: ExpiryAlarm;
  #refusedCandles = 0;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#after = { ...options.after };
    this.#accounts = new Map(options.accounts.map((state) => [state.account.id, state]));
    this.#mailbox = new Mailbox({
      work: (batch) => this.#work(batch),
      failed: options.failed,
      dropped: (entry) => {
        if (entry.type === 'command') entry.settle.reject(stopping());
      },
    });
    this.#expiry = new ExpiryAlarm(options.clock, (at) => void this.#mailbox.put({ type: 'time', at }));
    this.#expiry.watch(this.accounts);
  }

  get accounts(): readonly AccountState[] {
    return [...this.#accounts.values()];
  }

  get cursor(): number {
    return this.#after.factId;
  }

  /** Candles that were refused since the start. */
  get refusedCandles(): number {
    return this.#refusedCandles;
  }

  accountOf(id: string): AccountState {
    const state = this.#accounts.get(id);
    if (state) return state;
    throw new TradingError('rejected', 'account.unknown', `There is no account "${id}".`);
  }

  /** Folds and stores; raises nothing. */
  async history(candles: readonly Candle[]): Promise<void> {
    for (const candle of candles) await this.#mailbox.put({ type: 'history', candle });
  }

  closed(candle: Candle): Promise<void> {
    this.#options.log.debug({ evt: 'candle.closed', symbol: candle.symbol, closeTime: closeTime(candle) });
    return this.#mailbox.put({ type: 'candle', candle, at: this.#options.clock.now() });
  }

  /** Resolves once every event so far is decided and committed. */
  settled(): Promise<void> {
    return this.#mailbox.idle();
  }

  /** The time of receipt is the event's own; it judges expiry. */
  command(event: CommandEvent, requestHash: string): Promise<CommandResult> {
    return new Promise((resolve, reject) => {
      void this.#mailbox.put({ type: 'command', event, requestHash, settle: { resolve, reject } });
    });
  }

  /** Stores the engines' states and stops taking events. */
  async close(): Promise<void> {
    this.#expiry.cancel();
    void this.#mailbox.put({ type: 'snapshot' });
    await this.#mailbox.close();
  }

  async #work(entries: readonly Entry[]): Promise<void> {
    const draft = new BatchDraft(this.#after);
    const accounts = new Map(this.#accounts);
    const charts: ChartUpdate[] = [];
    const answered: (() => void)[] = [];
    for (const entry of entries) {
      switch (entry.type) {
        case 'history':
        case 'candle': {
          const folded = this.#fold(entry.candle, draft);
          if (folded === null) break;
          if (entry.type === 'candle') this.#decide(folded, { at: entry.at, draft, accounts });
          charts.push(chartUpdate(folded));
          break;
        }
        case 'time':
          this.#tellAll({ type: 'timePassed', at: entry.at }, { draft, accounts });
          break;
        case 'snapshot':
          for (const series of this.#options.market.all) this.#snapshot(series, draft);
          break;
        case 'command':
          answered.push(await this.#answer(entry, { draft, accounts }));
          break;
      }
    }
    await this.#commit(draft, accounts, charts);
    for (const tell of answered) tell();
  }

  async #commit(
    draft: BatchDraft,
    accounts: ReadonlyMap<string, AccountState>,
    charts: readonly ChartUpdate[],
  ): Promise<void> {
    if (draft.isEmpty) return;
    const batch = draft.build();
    await this.#options.store.record(batch);
    this.#after = { sequence: batch.sequence, factId: draft.lastFactId };
    for (const [id, state] of accounts) this.#accounts.set(id, state);
    this.#expiry.watch(this.accounts);
    this.#options.committed({ facts: batch.facts, charts });
  }

  #fold(candle: Candle, draft: BatchDraft): FoldedCandle | null {
    try {
      const folded = this.#options.market.fold(candle);
      if (folded === null) return null;
      draft.addCandle(folded);
      const key = seriesKey(candle);
      const since = (this.#sinceSnapshot.get(key) ?? 0) + 1;
      this.#sinceSnapshot.set(key, since);
      const series = this.#options.market.find(candle);
      // The first state tells for good what a series began with: candles that come in before it are noticed by it.
      if (series && (since >= snapshotEvery || series.candles === 1)) this.#snapshot(series, draft);
      return folded;
    } catch (error) {
      if (!(error instanceof TradingError) || error.kind !== 'rejected') throw error;
      // A candle that does not fit is the feed's fault: it is left out, counted and told, and the rest goes on.
      this.#refusedCandles += 1;
      this.#options.log.warn({ evt: 'candle.refused', code: error.code, text: error.message });
      return null;
    }
  }

  #snapshot(series: Series, draft: BatchDraft): void {
    if (!series.lastCandle) return;
    this.#sinceSnapshot.set(seriesKey(series.lastCandle), 0);
    draft.addSnapshot({
      symbol: series.spec.symbol,
      timeframe: series.timeframe,
      openTime: series.lastCandle.openTime,
      state: series.save(),
    });
  }

  #decide(folded: FoldedCandle, to: { readonly at: number } & Work): void {
    const { candle, bar, spec, events, blocks, gaps, dealingRange, atr, lastBreak, longer, setups } = folded;
    const view = { candle, bar, spec, events, blocks, gaps, dealingRange, atr, lastBreak, longer };
    this.#tellAll({ type: 'barClosed', at: to.at, view, setups }, to);
  }

  #tellAll(event: Parameters<TradingCore['handle']>[1], { draft, accounts }: Work): void {
    for (const [id, state] of accounts) {
      const outcome = this.#options.core.handle(state, event);
      accounts.set(id, outcome.state);
      draft.addFacts(outcome.facts);
    }
  }

  /** Decides a command; what it returns tells the sender, once all is committed. */
  async #answer(entry: CommandEntry, { draft, accounts }: Work): Promise<() => void> {
    const { event, requestHash, settle } = entry;
    const { commandId, accountId } = event.command;
    const known = draft.findCommand(commandId) ?? (await this.#options.store.findCommand(commandId));
    if (known) {
      if (known.requestHash === requestHash) return () => settle.resolve(known.result);
      const text = `Command ${commandId} was already used for something else. A new command needs a new id.`;
      return () => settle.reject(new TradingError('rejected', 'command.conflict', text));
    }
    const state = accounts.get(accountId);
    if (!state) {
      const text = `There is no account "${accountId}".`;
      return () => settle.reject(new TradingError('rejected', 'account.unknown', text));
    }
    const outcome = this.#options.core.handle(state, event);
    accounts.set(accountId, outcome.state);
    const factId = draft.addFacts(outcome.facts);
    const result = resultOf(outcome.result, { factId, rows: outcome.facts.at(-1)?.rows ?? {} });
    draft.addCommand({ id: commandId, kind: event.type, requestHash, result, at: event.at });
    return () => settle.resolve(result);
  }
}

/** Perhaps the command was committed and only its answer is lost: the same id tells. */
const stopping = () =>
  new TradingError(
    'transient',
    'server.stopping',
    'Breaker is stopping. Send the same command again when it is back: it is done once, not twice.',
  );

interface Work {
  readonly draft: BatchDraft;
  readonly accounts: Map<string, AccountState>;
}

function resultOf(
  draft: ResultDraft | null,
  fact: { readonly factId: number; readonly rows: Fact['rows'] },
): CommandResult {
  if (draft === null) throw new Error('invariant: every command has a result');
  return draft.status === 'applied' ? { status: 'applied', ...fact } : draft;
}
