import type { Candle } from '../market/candle.ts';
import type { Timeframe } from '../market/timeframe.ts';
import type { SmcEvent } from '../smc/events.ts';
import type { SmcState } from '../smc/smcState.ts';
import type { MarketView } from '../strategies/baseStrategy.ts';
import type { ChartBlock } from '../sync/chart.ts';
import type { CommandResult } from '../sync/commands.ts';
import type { Fact } from '../sync/rows.ts';

/** What an earlier command of the same id was asked and answered. */
export interface StoredCommand {
  readonly requestHash: string;
  readonly result: CommandResult;
}

export interface SeriesKey {
  readonly symbol: string;
  readonly timeframe: Timeframe;
}

/** One event of one candle, with the open times that charts need. */
export interface StructureRow extends SeriesKey {
  readonly bar: number;
  readonly seq: number;
  readonly openedAt: number;
  readonly levelFrom: number | null;
  readonly event: SmcEvent;
}

export interface BlockRow extends SeriesKey {
  readonly block: ChartBlock;
}

export type LastBreak = MarketView['lastBreak'];

/** What a part of a series that reads more than its engine remembers; to be continued under the same key alone. */
export interface SavedPart {
  readonly key: string;
  readonly state: unknown;
}

/** Parts of a series by name: its longer timeframes, and the finders of strategies. */
export type SavedParts = Readonly<Record<string, SavedPart>>;

/** A series as it stood after one of its candles: enough to go on from there. */
export interface SeriesSnapshot {
  readonly engine: SmcState;
  readonly lastBreak: LastBreak;
  /** Blocks as drawn, with what the engine need not remember. */
  readonly living: readonly ChartBlock[];
  /** Older ones have none. */
  readonly parts?: SavedParts;
}

/** A series as a restart finds it. */
export interface StoredSeries extends SeriesKey {
  /** An older engine made what the store has of it: all of that is to be made anew. */
  readonly isOutdated: boolean;
  /** null when there is none to continue from: `since` then begins with the first candle. */
  readonly snapshot: SeriesSnapshot | null;
  /** Newest candles up to the snapshot, oldest first. */
  readonly before: readonly Candle[];
  /** All candles up to the snapshot, oldest first, where it lacks a part that is wanted; else none. */
  readonly whole: readonly Candle[];
  /** Candles stored after the snapshot: folded again, with nothing to tell anybody. */
  readonly since: readonly Candle[];
}

/** What an engine made anew of all candles of a series, in place of what an older engine had left in the store. */
export interface RefoldedSeries extends SeriesKey {
  readonly structure: readonly StructureRow[];
  readonly blocks: readonly BlockRow[];
  readonly snapshot: SnapshotRow;
}

export interface SnapshotRow extends SeriesKey {
  /** Open time of the last candle folded into the state. */
  readonly openTime: number;
  readonly state: SeriesSnapshot;
}

export interface CommandRow {
  readonly id: string;
  readonly kind: string;
  readonly requestHash: string;
  readonly result: CommandResult;
  readonly at: number;
}

/** Everything that becomes true together: one transaction. */
export interface Batch {
  /** Number of this batch: one more than the last committed one. */
  readonly sequence: number;
  readonly candles: readonly Candle[];
  readonly structure: readonly StructureRow[];
  readonly blocks: readonly BlockRow[];
  readonly snapshots: readonly SnapshotRow[];
  readonly facts: readonly Fact[];
  readonly commands: readonly CommandRow[];
}
