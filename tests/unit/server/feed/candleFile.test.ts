import { expect, it } from 'vitest';
import { type CandleFileOptions, readCandleFile } from '#server/feed/candleFile.ts';
import { candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import { textFiles } from '../../../support/textFiles.ts';

const { write } = textFiles();
const standard: CandleFileOptions = {
  symbol: null,
  timeframe: null,
  timeZone: 'UTC',
  knownSymbols: new Set(),
  sessionOf: (symbol) => (symbol.endsWith('USDT') ? '24x7' : 'forex'),
};
let files = 0;

async function read(content: string | Buffer, given: Partial<CandleFileOptions> & { name?: string } = {}) {
  files += 1;
  const { name = 'SOLUSDT-15m.csv', ...options } = given;
  const file = await readCandleFile(write(`${files} ${name}`, content), { ...standard, ...options });
  const candles = Array.from({ length: seriesLength(file.series) }, (_, index) =>
    candleAt(file.series, index),
  );
  return { ...file, candles };
}

const tuesday = Date.UTC(2024, 0, 30, 0, 15);
const first = {
  symbol: 'SOLUSDT',
  timeframe: '15m',
  openTime: tuesday,
  open: 1.5,
  high: 2,
  low: 1.25,
  close: 1.75,
  volume: 10,
};
const second = { ...first, openTime: tuesday + 900_000, open: 1.75, close: 1.25, volume: 0.5 };
const prices = [
  ['1.5', '2', '1.25', '1.75', '10'],
  ['1.75', '2.0', '1.25', '1.25', '.5'],
];
/** Two rows, each with its time in front. */
const rows = (delimiter: string, ...times: string[]) =>
  prices.map((cells, index) => [times[index], ...cells].join(delimiter)).join('\n');

it.each([
  [
    'a header and epoch seconds',
    `time,open,high,low,close,volume\n${rows(',', '1706573700', '1706574600')}\n`,
  ],
  ['no header', rows(',', '1706573700', '1706574600')],
  ['epoch milliseconds', rows(',', '1706573700000', '1706574600000')],
  ['epoch microseconds', rows(',', '1706573700000000', '1706574600000000')],
  ['semicolons', `Time;Open;High;Low;Close;Volume\n${rows(';', '1706573700', '1706574600')}`],
  ['tabs', rows('\t', '1706573700', '1706574600')],
  ['ISO 8601 in UTC', rows(',', '2024-01-30T00:15:00Z', '2024-01-30T00:30Z')],
  ['ISO 8601 with another zone', rows(',', '2024-01-30T05:45:00.000+05:30', '2024-01-29 19:30:00-0500')],
  ['ISO dates without a zone', rows(',', '2024-01-30 00:15:00', '2024-01-30T00:30')],
  ['MetaTrader 4, date and time in two columns', rows(',', '2024.01.30,00:15', '2024.01.30,00:30')],
  ['MetaTrader dates in one column', rows(';', '2024.01.30 00:15', '2024.01.30 00:30:00')],
  [
    'MetaTrader 5',
    `<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n${prices
      .map((cells, index) =>
        ['2024.01.30', index === 0 ? '00:15:00' : '00:30:00', ...cells, '0', '12'].join('\t'),
      )
      .join('\n')}`,
  ],
  ['compact dates', rows(',', '20240130 001500', '20240130 003000')],
  [
    'Windows line ends, a byte order mark and quotes',
    `\ufeff"time","open","high","low","close","volume"\r\n"1706573700","1.5","2","1.25","1.75","10"\r\n1706574600, 1.75 ,2.0,1.25,1.25,.5\r\n\r\n`,
  ],
  [
    'UTF-16 as MetaTrader writes it',
    Buffer.from(`\ufeff${rows('\t', '2024.01.30 00:15', '2024.01.30 00:30')}`, 'utf16le'),
  ],
  [
    'other columns in another order',
    `close,volume,trades,low,high,open,open_time\n1.75,10,3,1.25,2,1.5,1706573700000\n1.25,0.5,9,1.25,2,1.75,1706574600000`,
  ],
  [
    'more columns than we know',
    `${rows(',', '1706573700', '1706574600').replaceAll('\n', ',7,8,9\n')},7,8,9`,
  ],
  ['blank lines between', `\n${rows(',', '1706573700', '1706574600').replace('\n', '\n\n,,,,,\n')}\n\n`],
])('reads %s', async (_, content) => {
  const file = await read(content);
  expect(file.candles).toEqual([first, second]);
  expect(file).toMatchObject({ rows: 2, duplicates: 0, faults: [], gaps: [], priceDigits: 2 });
});

it('reads a gzipped file, whatever its name', async () => {
  const content = rows(',', '1706573700', '1706574600');
  expect((await read(content, { name: 'SOLUSDT-15m.csv.gz' })).candles).toEqual([first, second]);
  expect((await read('1706573700,1.5,2,1.25,1.75', {})).candles).toEqual([{ ...first, volume: 0 }]);
});

it('takes the volume for 0 where a file has none', async () => {
  const file = await read('time,open,high,low,close\n1706573700,1.5,2,1.25,1.75');
  expect(file.candles).toEqual([{ ...first, volume: 0 }]);
});

it('reads dates without a zone by the clock that was named, through its changes', async () => {
  const athens = await read(
    ['2024.03.31 02:45', '2024.03.31 04:00', '2024.03.31 03:30']
      .map((time) => `${time},1,1,1,1,1`)
      .join('\n'),
    { timeZone: 'Europe/Athens' },
  );
  expect(athens.candles.map(({ openTime }) => new Date(openTime).toISOString())).toEqual([
    '2024-03-31T00:45:00.000Z',
    '2024-03-31T01:00:00.000Z',
  ]);
  expect(athens.faults).toEqual([
    { line: 3, text: 'time is "2024.03.31 03:30", expected a date or epoch seconds' },
  ]);
  const twice = ['03:30', '03:45', '03:00', '03:15', '03:30', '03:45', '04:00'];
  const autumn = await read(twice.map((time) => `2024.10.27 ${time},1,1,1,1,1`).join('\n'), {
    timeZone: 'Europe/Athens',
  });
  expect(autumn.faults).toEqual([]);
  expect(autumn.candles.map(({ openTime }) => new Date(openTime).toISOString().slice(11, 16))).toEqual([
    '00:30',
    '00:45',
    '01:00',
    '01:15',
    '01:30',
    '01:45',
    '02:00',
  ]);
});

it('knows a clock that is some hours ahead of a zone', async () => {
  const broker = { timeZone: 'America/New_York+7' };
  const [winter] = (await read('2024.01.30 07:15,1,1,1,1,1', broker)).candles;
  const [summer] = (await read('2024.07.30 07:15,1,1,1,1,1', broker)).candles;
  expect(new Date(winter?.openTime ?? 0).toISOString()).toBe('2024-01-30T05:15:00.000Z');
  expect(new Date(summer?.openTime ?? 0).toISOString()).toBe('2024-07-30T04:15:00.000Z');
  await expect(read('2024.01.30 07:15,1,1,1,1,1', { timeZone: 'Mars/Olympus' })).rejects.toThrow(
    'Time zone "Mars/Olympus" is unknown, expected a name like "Europe/Athens" or "America/New_York+7".',
  );
});

it('lists every fault with its line and keeps the good rows', async () => {
  const file = await read(
    [
      'time,open,high,low,close,volume',
      '1706573700,1.5,2,1.25,1.75,10',
      '1706574600,abc,2,1.25,1.75,10',
      '1706575500,1.5,2,1.25',
      '',
      '1706576400,1.5,1.4,1.25,1.75,10',
      'yesterday,1.5,2,1.25,1.75,10',
      '1706577301,1.5,2,1.25,1.75,10',
      '1706578200,1.5,2,1.25,1.75,-1',
      '1706579100,0,2,0,1.75,1',
      '1706580000,1.5,2,1.25,1.75,10',
      '1706580000,1.5,2,1.25,1.75,10',
      '1706580000,1.5,2,1.25,1.8,10',
      '1706573700,1.5,2,1.25,1.75,10',
      '1706580900,1e400,2,1.25,1.75,10',
      '1706581800,,2,1.25,1.75,10',
      '1706582700,1.5,2,1.25,1.75,0x10',
      '2024-02-31 00:15,1.5,2,1.25,1.75,1',
    ].join('\n'),
  );
  expect(file.faults).toEqual([
    { line: 3, text: 'open is "abc", expected a number' },
    { line: 4, text: 'the row has 4 columns, expected at least 5' },
    { line: 6, text: 'high 1.4 is below open 1.5' },
    { line: 7, text: 'time is "yesterday", expected a date or epoch seconds' },
    { line: 8, text: 'time 2024-01-30 01:15:01 is not on the 15m grid' },
    { line: 9, text: 'volume is -1, expected 0 or more' },
    { line: 10, text: 'open is 0, expected more than 0' },
    { line: 13, text: 'time 2024-01-30 02:00 appears twice with different values' },
    { line: 14, text: 'time 2024-01-30 00:15 comes after 2024-01-30 02:00: out of order' },
    { line: 15, text: 'open is Infinity, expected a number' },
    { line: 16, text: 'open is "", expected a number' },
    { line: 17, text: 'volume is "0x10", expected a number' },
    { line: 18, text: 'time is "2024-02-31 00:15", expected a date or epoch seconds' },
  ]);
  expect(file).toMatchObject({ rows: 16, duplicates: 1, gaps: [{ missing: 6 }] });
  expect(file.candles.map(({ openTime }) => (openTime - tuesday) / 900_000)).toEqual([0, 7]);
});

it.each([
  ['', 'it is empty'],
  ['\n\n', 'it is empty'],
  ['hello\nworld\n', 'the first row is neither a header nor a candle: "hello"'],
  ['time_ms,bid,ask\n1,2,3', 'the first row is neither a header nor a candle: "time_ms,bid,ask"'],
  [
    'time,open,high,low\n1,2,3,4',
    'its header is "time,open,high,low", expected columns time, open, high, low and close',
  ],
  [`1706573700,"1.5${'\n'.repeat(3)}`, 'it is no CSV file'],
])('refuses %j', async (content, reason) => {
  await expect(read(content)).rejects.toThrow(reason);
});

it('says when nothing tells the symbol or the timeframe, and takes the options first', async () => {
  const content = rows(',', '1706573700', '1706574600');
  await expect(read(content, { name: 'data.csv' })).rejects.toThrow(
    'its name does not tell the symbol: call it like SOLUSDT-15m.csv, or import it with --symbol.',
  );
  await expect(read('1706573700,1,1,1,1,1', { name: 'SOLUSDT.csv' })).rejects.toThrow(
    'its rows tell the timeframe',
  );
  expect((await read(content, { name: 'SOLUSDT.csv' })).series.timeframe).toBe('15m');
  const told = await read(content, { name: 'EURUSD-M5.csv', symbol: 'SOLUSDT', timeframe: '15m' });
  expect(told.candles).toEqual([first, second]);
});

it('tells the gaps of trading time, not the weekend', async () => {
  const row = (time: string) => `${time},1,1,1,1,1`;
  const file = await read(
    ['2024-01-26T21:30Z', '2024-01-26T21:45Z', '2024-01-28T22:00Z', '2024-01-29T00:00Z'].map(row).join('\n'),
    { name: 'EURUSD-M15.csv' },
  );
  const after = Date.UTC(2024, 0, 28, 22);
  expect(file.gaps).toEqual([{ after, before: after + 2 * 3_600_000, missing: 4 }]);
});

it('sees the decimals of small prices', async () => {
  const file = await read('1706573700,0.00001234,1.3e-5,1e-5,0.0000120,5');
  expect(file.priceDigits).toBe(8);
});

it('finds the one wrong date instead of everything after it', async () => {
  const row = (time: string) => `${time},1,1,1,1,1`;
  const file = await read(
    ['2024-01-30 00:15', '2042-01-30 00:30', '2024-01-30 00:45', '2024-01-29 01:00', '2024-01-30 01:15']
      .map(row)
      .join('\n'),
  );
  expect(file.faults).toEqual([
    { line: 2, text: 'time 2042-01-30 00:30 is followed by 2024-01-30 00:45: out of order' },
    { line: 4, text: 'time 2024-01-29 01:00 comes after 2024-01-30 00:45: out of order' },
  ]);
  expect(file.candles).toHaveLength(3);
});
