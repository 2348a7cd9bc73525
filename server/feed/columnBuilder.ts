import { type CandleColumns, emptyColumns, sliceColumns } from '#shared/market/candleColumns.ts';

/** The numbers of one row and the line they stand on. */
export interface NumberedRow {
  readonly line: number;
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

const names = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Columns that grow while a file is read. */
export class ColumnBuilder {
  #columns = emptyColumns(1_024);
  #lines = new Float64Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(row: NumberedRow): void {
    if (this.#length === this.#lines.length) this.#grow();
    const index = this.#length;
    for (const name of names) this.#columns[name][index] = row[name];
    this.#lines[index] = row.line;
    this.#length += 1;
  }

  /** The row at an index that exists. */
  at(index: number): NumberedRow {
    const { openTime, open, high, low, close, volume } = this.#columns;
    return {
      line: this.#lines[index] ?? Number.NaN,
      openTime: openTime[index] ?? Number.NaN,
      open: open[index] ?? Number.NaN,
      high: high[index] ?? Number.NaN,
      low: low[index] ?? Number.NaN,
      close: close[index] ?? Number.NaN,
      volume: volume[index] ?? Number.NaN,
    };
  }

  columns(): CandleColumns {
    return sliceColumns(this.#columns, 0, this.#length);
  }

  #grow(): void {
    const columns = emptyColumns(this.#lines.length * 2);
    for (const name of names) columns[name].set(this.#columns[name]);
    const lines = new Float64Array(this.#lines.length * 2);
    lines.set(this.#lines);
    this.#columns = columns;
    this.#lines = lines;
  }
}
