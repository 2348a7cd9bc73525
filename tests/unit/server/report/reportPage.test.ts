import { describe, expect, it } from 'vitest';
import { reportPage } from '#server/report/reportPage.ts';
import { reportOf } from '#shared/backtest/report.ts';
import { reportOptions, sampleInputs, worked } from '../../../support/reports.ts';

const voidTags = new Set(['meta', 'br', 'hr', 'img', 'link', 'input']);

/** What keeps a page from being well-formed: tags that close nothing, are never closed, or attributes without quotes. */
function faultsOf(page: string): readonly string[] {
  const open: string[] = [];
  const faults: string[] = [];
  const body = page.replace('<!doctype html>', '').replace(/<style>[\s\S]*?<\/style>/, '');
  for (const [tag, closing, name = '', attributes = '', ending] of body.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"<]*")?)*)\s*(\/?)>/g,
  )) {
    if (/=[^"]/.test(attributes.replace(/"[^"]*"/g, '""'))) faults.push(tag);
    if (closing === '/') {
      if (open.pop() !== name) faults.push(`${tag} closes nothing`);
    } else if (ending !== '/' && !voidTags.has(name)) open.push(name);
  }
  const text = body.replace(/<\/?[a-z][^<>]*>/g, '');
  if (/[<>]/.test(text))
    faults.push(`stray sign near ${text.slice(Math.max(0, text.search(/[<>]/) - 20)).slice(0, 60)}`);
  if (/&(?!(?:amp|lt|gt|quot|#39);)/.test(text)) faults.push('an ampersand that is no entity');
  return [...faults, ...open.map((name) => `${name} is never closed`)];
}

const inputs = sampleInputs('A');
const page = reportPage(reportOf(inputs, reportOptions), inputs, ['One <note> & another']);

describe('the page of a report', () => {
  it('is well-formed', () => {
    expect(faultsOf(page)).toEqual([]);
    expect(faultsOf('<p><b>x</p>')).not.toEqual([]);
  });

  it('stands alone: it asks for nothing and runs nothing', () => {
    expect(page).not.toMatch(/https?:|\ssrc=|href=|url\(|@import|<script|<link|<iframe|\son[a-z]+=/i);
  });

  it('forbids itself to ask or to run', () => {
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    );
  });

  it('says its verdict first, and has every section', () => {
    const verdict = reportOf(inputs, reportOptions).verdict.text;
    expect(page.indexOf(verdict)).toBeGreaterThan(0);
    expect(page.indexOf(verdict)).toBeLessThan(page.indexOf('<h2>'));
    const captions = ['Equity', 'Drawdown', 'out of sample', 'Against chance', 'Results in R', 'By symbol'];
    const groups = ['By block type', 'By session', 'By weekday', 'By hour', 'on the chart', 'All trades'];
    for (const caption of [...captions, ...groups]) expect(page).toContain(caption);
  });

  it('writes text as text', () => {
    expect(page).toContain('One &lt;note&gt; &amp; another');
  });

  it('tells readers who do not see them what the drawings show, and heads every table', () => {
    const drawings = page.match(/<svg /g) ?? [];
    const told = page.match(/<svg [^>]*(role="img" aria-label="[^"]{20,}"|aria-hidden="true")/g) ?? [];
    expect(told).toHaveLength(drawings.length);
    expect(page.match(/<caption>/g)).toHaveLength((page.match(/<table>/g) ?? []).length);
    expect(page).toContain('<html lang="en">');
  });

  it('is dark or light as the system is', () => {
    expect(page).toContain('prefers-color-scheme: light');
  });

  it('draws every trade on the chart of its symbol', () => {
    const [first] = inputs;
    const marks = reportPage(reportOf(inputs.slice(0, 1), reportOptions), inputs.slice(0, 1), []);
    expect(marks.match(/class="trade /g)).toHaveLength(first?.result.trades.length ?? 0);
    expect(marks.match(/class="entry /g)).toHaveLength(first?.result.trades.length ?? 0);
  });

  it('draws candle beside candle: a weekend takes no room', () => {
    const currency = inputs.find(({ result }) => result.session === 'forex');
    if (currency === undefined) throw new RangeError('no currency among the samples');
    const drawn = reportPage(reportOf([currency], reportOptions), [currency], []);
    const path = /class="price" d="([^"]+)"/.exec(drawn)?.[1] ?? '';
    const places = [...path.matchAll(/M([\d.]+) /g)].map(([, place]) => Number(place));
    const steps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
    expect(places.length).toBeGreaterThan(500);
    expect(Math.max(...steps)).toBeLessThan(3 * (1_000 / places.length));
  });

  it('draws prices by closes and fills: a wick of a crash ends at the edge', () => {
    const [first] = inputs;
    if (first === undefined) throw new RangeError('no input');
    const { columns } = first.series;
    const low = columns.low.with(500, 0.01);
    const crashed = { ...first, series: { ...first.series, columns: { ...columns, low } } };
    const drawn = (one: typeof first) => reportPage(reportOf([one], reportOptions), [one], []);
    const closesOf = (text: string) => /Closes from ([\d.]+) to ([\d.]+)/.exec(text)?.slice(1);
    expect(closesOf(drawn(crashed))).toEqual(closesOf(drawn(first)));
    expect(closesOf(drawn(first))).toHaveLength(2);
  });

  it('has ratios of days, runs of losses and the risk of ruin', () => {
    for (const name of ['Sharpe, Sortino by day', 'Longest run of losses', 'Risk of ruin']) {
      expect(page).toContain(`<dt>${name}</dt>`);
    }
    expect(page).toMatch(/\d+ days, also those without a trade; times √365 for a year/);
  });

  it('has nothing that is no number, with few trades or with none', () => {
    const few = worked('A');
    const none = {
      ...few,
      result: { ...few.result, trades: [], fills: [] },
      other: { ...few.other, trades: [] },
    };
    for (const one of [few, none]) {
      const small = reportPage(reportOf([one], reportOptions), [one], []);
      expect(faultsOf(small)).toEqual([]);
      expect(small).not.toMatch(/NaN|Infinity|undefined|null/);
      expect(small).toContain('Too few trades');
    }
    expect(page).not.toMatch(/NaN|Infinity|undefined/);
  });
});
