import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readIngestMessage } from '#server/feed/ingestMessage.ts';

const candle = { time: '2026-03-04T10:15:00Z', open: 1.1, high: 1.2, low: 1.0, close: 1.15, volume: 42 };
const read = {
  symbol: 'EURUSD',
  timeframe: '5m',
  openTime: Date.UTC(2026, 2, 4, 10, 15),
  open: 1.1,
  high: 1.2,
  low: 1.0,
  close: 1.15,
  volume: 42,
};

describe('a pushed candle', () => {
  it.each(['5m', '5', 5, 'M5', 'm5'])('has its timeframe in any usual name: %s', (timeframe) => {
    expect(readIngestMessage({ symbol: 'EURUSD', timeframe, ...candle })).toEqual({
      type: 'candles',
      candles: [read],
    });
  });

  it.each([
    ['60', '1h'],
    ['H4', '4h'],
    ['D', '1d'],
    ['1D', '1d'],
    ['240', '4h'],
  ])('of %s is one of %s', (timeframe, expected) => {
    expect(readIngestMessage({ symbol: 'EURUSD', timeframe, ...candle })).toMatchObject({
      candles: [{ timeframe: expected }],
    });
  });

  it.each(['OANDA:EURUSD', 'eur/usd', 'FX:EUR/USD'])('has its symbol in any usual name: %s', (symbol) => {
    expect(readIngestMessage({ symbol, timeframe: '5m', ...candle })).toMatchObject({ candles: [read] });
  });

  it.each([1772619300, 1772619300000, '1772619300', '2026.03.04 10:15', '2026-03-04T12:15:00+02:00'])(
    'has its time in any usual form: %s',
    (time) => {
      expect(readIngestMessage({ symbol: 'EURUSD', timeframe: '5m', ...candle, time })).toMatchObject({
        candles: [read],
      });
    },
  );

  it('may come with others, and its numbers as texts', () => {
    const texts = { ...candle, open: '1.1', close: '1.15', volume: '4.2e1' };
    expect(readIngestMessage({ symbol: 'EURUSD', timeframe: '5m', candles: [candle, texts] })).toEqual({
      type: 'candles',
      candles: [read, read],
    });
  });

  it.each([
    [{ symbol: 'EURUSD', timeframe: '7m', ...candle }, 'timeframe: expected one of 1m, 5m'],
    [{ symbol: 'EURUSD', timeframe: '5m', ...candle, time: 'noon' }, 'time: expected epoch seconds'],
    [{ symbol: 'EURUSD', timeframe: '5m', ...candle, colour: 'red' }, '"colour"'],
    [{ symbol: 'EURUSD', timeframe: '5m', ...candle, open: 'NaN' }, 'open: '],
    [{ symbol: 'EURUSD', timeframe: '5m', candles: [{ ...candle, low: null }] }, 'candles.0.low: '],
    [{ symbol: 'EURUSD', timeframe: '5m', candles: [] }, 'candles: '],
    ['EURUSD', 'expected object'],
    [null, 'expected object'],
  ])('with a fault is told by its place: %j', (body, text) => {
    const message = readIngestMessage(body);
    expect('faults' in message ? message.faults.join('\n') : message).toContain(text);
  });
});

describe('pushed ticks', () => {
  it('are trades, or quotes whose bid counts', () => {
    const time = 1772619300123;
    const message = readIngestMessage({
      symbol: 'EURUSD',
      ticks: [
        { time, price: 1.1, quantity: 3, id: 7 },
        { time, bid: 1.2, ask: 1.3 },
        { time, price: '1.4' },
      ],
    });
    const at = { at: time, atUs: time * 1_000 };
    expect(message).toEqual({
      type: 'ticks',
      symbol: 'EURUSD',
      ticks: [
        { ...at, price: 1.1, quantity: 3, key: '7' },
        { ...at, price: 1.2, quantity: 1, key: `${time} 1.2 1` },
        { ...at, price: 1.4, quantity: 1, key: `${time} 1.4 1` },
      ],
    });
  });
});

it.each([[{ time: 1772619300, bid: -1 }], [{ time: 1772619300, price: 0 }]])(
  'refuses a tick without a price: %j',
  (tick) => {
    const message = readIngestMessage({ symbol: 'EURUSD', ticks: [tick] });
    expect('faults' in message ? message.faults.join() : message).toContain('ticks.0');
  },
);

describe('the templates', () => {
  const template = (name: string) =>
    readFileSync(new URL(`../../../../docs/templates/${name}`, import.meta.url), 'utf8');

  it('for TradingView is a candle once the chart has filled it in', () => {
    const values: Readonly<Record<string, string>> = {
      ticker: 'EURUSD',
      interval: '5',
      time: '2026-03-04T10:15:00Z',
      open: '1.1',
      high: '1.2',
      low: '1',
      close: '1.15',
      volume: '42',
    };
    const filled = template('tradingview-alert.json').replace(/{{(\w+)}}/g, (_, name) => values[name] ?? '');
    expect(readIngestMessage(JSON.parse(filled))).toEqual({ type: 'candles', candles: [read] });
  });

  it('for MetaTrader sends candles', () => {
    const formats = [...template('BreakerPush.mq5').matchAll(/StringFormat\("((?:[^"\\]|\\.)*)"/g)].map(
      ([, format = '']) => format.replaceAll('\\"', '"'),
    );
    const fill = (format: string | undefined, values: readonly (string | number)[]) => {
      let next = 0;
      return (format ?? '').replace(/%(s|I64d|\.5f)/g, (_, kind) => {
        const value = values[next++];
        return kind === '.5f' ? Number(value).toFixed(5) : String(value);
      });
    };
    const [head, row] = formats;
    const body = `${fill(head, ['EURUSD'])}${fill(row, [1772619300, 1.1, 1.2, 1.0, 1.15, 42])}]}`;
    expect(readIngestMessage(JSON.parse(body))).toEqual({ type: 'candles', candles: [read] });
  });
});
