import type { Batch, BlockRow, CommandRow, SnapshotRow, StructureRow } from '#shared/core/batch.ts';
import type { FactDraft } from '#shared/core/messages.ts';
import type { Candle } from '#shared/market/candle.ts';
import type { Fact } from '#shared/sync/rows.ts';
import type { FoldedCandle } from './series.ts';

/** Gathers what several events made, for one commit. */
export class BatchDraft {
  readonly #sequence: number;
  #lastFactId: number;
  readonly #candles: Candle[] = [];
  readonly #structure: StructureRow[] = [];
  readonly #blocks: BlockRow[] = [];
  readonly #snapshots: SnapshotRow[] = [];
  readonly #facts: Fact[] = [];
  readonly #commands: CommandRow[] = [];

  constructor(after: { readonly sequence: number; readonly factId: number }) {
    this.#sequence = after.sequence + 1;
    this.#lastFactId = after.factId;
  }

  addCandle(folded: FoldedCandle): void {
    this.#candles.push(folded.candle);
    this.#structure.push(...structureRows(folded));
    this.#blocks.push(...blockRows(folded));
  }

  /** Numbers the facts; the last number is what a command's result names. */
  addFacts(drafts: readonly FactDraft[]): number {
    for (const draft of drafts) {
      this.#lastFactId += 1;
      this.#facts.push({ id: this.#lastFactId, ...draft });
    }
    return this.#lastFactId;
  }

  addCommand(command: CommandRow): void {
    this.#commands.push(command);
  }

  addSnapshot(snapshot: SnapshotRow): void {
    this.#snapshots.push(snapshot);
  }

  findCommand(id: string): CommandRow | null {
    return this.#commands.find((command) => command.id === id) ?? null;
  }

  get isEmpty(): boolean {
    return this.#candles.length + this.#facts.length + this.#commands.length + this.#snapshots.length === 0;
  }

  get lastFactId(): number {
    return this.#lastFactId;
  }

  build(): Batch {
    return {
      sequence: this.#sequence,
      candles: this.#candles,
      structure: this.#structure,
      blocks: this.#blocks,
      snapshots: this.#snapshots,
      facts: this.#facts,
      commands: this.#commands,
    };
  }
}

export function structureRows({ candle, events, breaks, bar }: FoldedCandle): StructureRow[] {
  const { symbol, timeframe, openTime: openedAt } = candle;
  let nextBreak = 0;
  return events.map((event, seq) => {
    const isBreak = event.kind === 'bos' || event.kind === 'choch';
    const levelFrom = isBreak ? (breaks[nextBreak++]?.from ?? null) : null;
    return { symbol, timeframe, bar, seq, openedAt, levelFrom, event };
  });
}

export function blockRows({ candle: { symbol, timeframe }, changedBlocks }: FoldedCandle): BlockRow[] {
  return changedBlocks.map((block) => ({ symbol, timeframe, block }));
}
