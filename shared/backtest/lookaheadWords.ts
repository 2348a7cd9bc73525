import { timeText } from '../market/candleChecks.ts';
import type { CandleSeries } from '../market/candleColumns.ts';
import type { LookaheadFinding, LookaheadResult } from './lookahead.ts';

/** What the check found out, for the one who writes the strategy. */
export function lookaheadWords(
  { strategy, ways, bars, decisions, points, finding }: LookaheadResult,
  { symbol, timeframe }: Pick<CandleSeries, 'symbol' | 'timeframe'>,
): readonly string[] {
  const head = `${strategy} on ${symbol} ${timeframe}, ${bars} candles`;
  if (finding !== null) return [`${head}: CAUGHT`, ...findingWords(finding).map((line) => `  ${line}`)];
  const asked = ways.map((way) => (way === 'signals' ? way : `mode ${way}`)).join(', ');
  return [
    `${head}: no look-ahead found`,
    `  ${asked}: ${decisions} decisions; the future changed after ${points} closes, nothing before them moved`,
  ];
}

function findingWords(finding: LookaheadFinding): readonly string[] {
  const { bar, at, what, way, lastShared } = finding;
  const asked = way === 'signals' ? 'asked for signals' : `trading in mode ${way}`;
  const [then, now] = runNames[finding.change];
  return [
    `${verdicts[finding.change]}`,
    `First difference: ${what} at bar ${bar}, closed ${timeText(at)} UTC, ${asked}.`,
    ...(finding.change === 'repeated'
      ? []
      : [`Up to bar ${lastShared} both runs were handed the same candles.`]),
    ...differenceWords(finding, then, now),
  ];
}

const verdicts: Readonly<Record<LookaheadFinding['change'], string>> = {
  altered: 'It looks ahead: what it decided at a close changed when only later candles were changed.',
  cut: 'It looks ahead: what it decided at a close changed when the candles after it were taken away.',
  repeated: 'It remembers an earlier run: the same candles once more, and it decided otherwise.',
};

const runNames: Readonly<Record<LookaheadFinding['change'], readonly [string, string]>> = {
  altered: ['with the candles as they are', 'with other candles later'],
  cut: ['with the candles as they are', 'without later candles'],
  repeated: ['the first time', 'the second time'],
};

function differenceWords(
  { what, first, second }: LookaheadFinding,
  then: string,
  now: string,
): readonly string[] {
  const [a, b] = [fieldsOf(first), fieldsOf(second)];
  if (a === null || b === null) {
    const said = (fields: Fields | null) => (fields === null ? `no ${what}` : summaryOf(fields));
    return [`${then}: ${said(a)}`, `${now}: ${said(b)}`];
  }
  const names = [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
  const shown = names
    .slice(0, mostShown)
    .map((name) => `${name}: ${a.get(name) ?? 'not there'} ${then}, ${b.get(name) ?? 'not there'} ${now}`);
  return names.length > mostShown ? [...shown, `and ${names.length - mostShown} more`] : shown;
}

const mostShown = 6;

type Fields = ReadonlyMap<string, string>;

const summaryOf = (fields: Fields): string =>
  [...fields]
    .slice(0, 2 * mostShown)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'none';

/** The plain values of a decision by their path: `order.price`. */
function fieldsOf(content: string | null): Fields | null {
  if (content === null) return null;
  const fields = new Map<string, string>();
  collect(JSON.parse(content), '', fields);
  return fields;
}

function collect(value: unknown, path: string, into: Map<string, string>): void {
  if (typeof value !== 'object' || value === null) {
    into.set(path, String(value));
    return;
  }
  for (const [name, inner] of Object.entries(value))
    collect(inner, path === '' ? name : `${path}.${name}`, into);
}
