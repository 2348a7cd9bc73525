import { CsvError } from 'csv-parse';
import type { FundingPayment } from '#shared/backtest/funding.ts';
import { TradingError } from '#shared/errors.ts';
import { timeText } from '#shared/market/candleChecks.ts';
import { Exact } from '#shared/market/exact.ts';
import { decimalText } from '#shared/market/money.ts';
import { type FileRow, rowsOfFile } from './candleRows.ts';
import { timeReader } from './fileTime.ts';

/** Payments of each symbol in the order of time. */
export type FundingRates = ReadonlyMap<string, readonly FundingPayment[]>;

/** A rate above it is most likely meant in percent. */
const highestFundingRate = 0.05;

const readTime = timeReader('UTC');
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Funding rates out of a CSV file: time, symbol and rate, in the order of its header, in this one without a header. One
 * error tells the first that is wrong.
 */
export async function readFundingFile(path: string): Promise<FundingRates> {
  const rates = new Map<string, Map<number, string>>();
  let layout: Layout = { time: 0, symbol: 1, rate: 2 };
  try {
    for await (const row of rowsOfFile(path)) {
      const header = rates.size === 0 ? headerOf(row.cells) : null;
      if (header !== null) {
        layout = header;
        continue;
      }
      const { symbol, at, rate } = paymentOf(row, layout, path);
      const own = rates.get(symbol) ?? new Map<number, string>();
      if (own.has(at)) throw refusal(path, row, `${symbol} has a rate for ${timeText(at)} already`);
      rates.set(symbol, own.set(at, rate));
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new TradingError('config', 'funding.format', `${path} is no CSV file: ${error.message}`);
  }
  if (rates.size === 0) {
    throw new TradingError(
      'config',
      'funding.empty',
      `${path} holds no rates, expected rows of time, symbol, rate`,
    );
  }
  return new Map([...rates].map(([symbol, own]) => [symbol, inOrder(own)]));
}

/** Columns by what is in them. */
interface Layout {
  readonly time: number;
  readonly symbol: number;
  readonly rate: number;
}

/** As venues call them. */
const columnNames = {
  time: ['time', 'fundingtime', 'timestamp'],
  symbol: ['symbol'],
  rate: ['rate', 'fundingrate'],
} as const;

function headerOf(cells: readonly string[]): Layout | null {
  const written = cells.map((cell) => cell.toLowerCase().replace(/[ _]/g, ''));
  const columnOf = (names: readonly string[]) => written.findIndex((name) => names.includes(name));
  const layout = {
    time: columnOf(columnNames.time),
    symbol: columnOf(columnNames.symbol),
    rate: columnOf(columnNames.rate),
  };
  return Math.min(layout.time, layout.symbol, layout.rate) < 0 ? null : layout;
}

function paymentOf(row: FileRow, layout: Layout, path: string): FundingPayment & { readonly symbol: string } {
  const { cells } = row;
  const [time, symbol, rate] = [cells[layout.time], cells[layout.symbol], cells[layout.rate]];
  if (time === undefined || symbol === undefined || rate === undefined) {
    const found = cells.length === 1 ? '1 column' : `${cells.length} columns`;
    throw refusal(path, row, `the row has ${found}, expected time, symbol and rate`);
  }
  const at = readTime(time);
  if (Number.isNaN(at)) throw refusal(path, row, `time is "${time}", expected a date or epoch seconds`);
  if (symbol === '') throw refusal(path, row, 'symbol is missing, expected one like BTCUSDT');
  const problem = rateProblem(rate);
  if (problem !== null) throw refusal(path, row, `rate is "${rate}"${problem}`);
  return { symbol: symbol.toUpperCase(), at, rate: decimalText(new Exact(rate)) };
}

/** What is wrong with a rate, as the end of a sentence; null: nothing. */
export function rateProblem(rate: string): string | null {
  if (!number.test(rate)) return ', expected a fraction, like 0.0001 for 0.01 %';
  if (Math.abs(Number(rate)) <= highestFundingRate) return null;
  return `, that is ${new Exact(rate).times(100)} %: expected a fraction, like 0.0001 for 0.01 %`;
}

const inOrder = (rates: ReadonlyMap<number, string>): readonly FundingPayment[] =>
  [...rates].map(([at, rate]) => ({ at, rate })).sort((a, b) => a.at - b.at);

const refusal = (path: string, { line }: FileRow, text: string): TradingError =>
  new TradingError('config', 'funding.invalid', `${path} line ${line}: ${text}.`);
