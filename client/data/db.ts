import type { DexieOptions, Table } from 'dexie';
import { Dexie } from 'dexie';
import type { Account } from '#shared/config/accountConfig.ts';
import type { Summary } from '#shared/journal/summary.ts';
import type { Assessment } from '#shared/risk/assessment.ts';
import type { Chart } from '#shared/sync/chart.ts';
import type { Mark } from '#shared/sync/live.ts';
import type { Status } from '#shared/sync/status.ts';
import type { Decision } from '#shared/trading/decision.ts';
import type { Signal } from '#shared/trading/signal.ts';
import type { Trade } from '#shared/trading/trade.ts';

/** How far this copy reaches: facts of `epoch` up to and including `cursor`. */
export interface SyncPoint {
  readonly epoch: string;
  readonly cursor: number;
}

/** The last status with the moment it came, so that the server's clock can be carried on. */
export interface StoredStatus {
  readonly status: Status;
  /** This device's wall clock, epoch ms. */
  readonly receivedAt: number;
}

export type SignalOnAccount = [signalId: string, accountId: string];

/**
 * The phone's copy of the facts. Screens read it, `sync.ts` alone writes it. Later versions only add, so that a page
 * of the previous version keeps working beside a new one.
 */
export class BreakerDb extends Dexie {
  readonly signals: Table<Signal, string>;
  readonly decisions: Table<Decision, SignalOnAccount>;
  readonly assessments: Table<Assessment, SignalOnAccount>;
  readonly trades: Table<Trade, string>;
  readonly accounts: Table<Account, string>;
  readonly summaries: Table<Summary, string>;
  readonly marks: Table<Mark, string>;
  /** Key: `chartKey`. */
  readonly charts: Table<Chart, string>;
  /** One row, key "now". */
  readonly status: Table<StoredStatus, string>;
  /** One row, key "sync"; absent until the first pull. */
  readonly meta: Table<SyncPoint, string>;

  constructor(name: string, options?: DexieOptions) {
    super(name, options);
    this.version(1).stores({
      signals: 'id, createdAt',
      decisions: '[signalId+accountId], [accountId+answer]',
      assessments: '[signalId+accountId]',
      trades: 'id, accountId, signalId',
      accounts: 'id',
      summaries: 'accountId',
      marks: 'accountId',
      charts: '',
      status: '',
      meta: '',
    });
    this.signals = this.table('signals');
    this.decisions = this.table('decisions');
    this.assessments = this.table('assessments');
    this.trades = this.table('trades');
    this.accounts = this.table('accounts');
    this.summaries = this.table('summaries');
    this.marks = this.table('marks');
    this.charts = this.table('charts');
    this.status = this.table('status');
    this.meta = this.table('meta');
  }
}

export const chartKey = ({ symbol, timeframe }: Pick<Chart, 'symbol' | 'timeframe'>): string =>
  `${symbol}:${timeframe}`;
