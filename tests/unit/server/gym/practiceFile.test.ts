import { describe, expect, it } from 'vitest';
import { readPracticeCsv } from '#server/gym/practiceFile.ts';
import { practiceCsv } from '#shared/gym/practiceCsv.ts';
import { practiceTrade } from '../../../support/practice.ts';

const read = (text: string, timeZone = 'UTC') => readPracticeCsv(text, { timeZone });
const faultsOf = (...lines: string[]) => {
  const result = read(lines.join('\n'));
  return result.status === 'faulty'
    ? result.faults.map(({ line, column, text }) => `${line} ${column ?? '-'}: ${text}`)
    : [];
};
const header = 'symbol,time,direction,entry,stop,target,exit,exit time,tags,note';
const long = 'EURUSD,2026-03-04 10:15,long,1.1,1.099,1.103,1.102,2026-03-04 11:15,london|ob,clean';

describe('practice trades of a file', () => {
  it('are read with all they say', () => {
    expect(read(`${header}\n${long}\n`)).toEqual({
      status: 'read',
      trades: [
        {
          symbol: 'EURUSD',
          direction: 'long',
          openedAt: Date.UTC(2026, 2, 4, 10, 15),
          entry: '1.1',
          stop: '1.099',
          target: '1.103',
          exit: '1.102',
          closedAt: Date.UTC(2026, 2, 4, 11, 15),
          tags: ['london', 'ob'],
          note: 'clean',
        },
      ],
    });
  });

  it('may come under other names, in another order, with semicolons and without what is optional', () => {
    const text = '\uFEFFSide;Entry_Price;SL;Pair;Open Time\r\nsell;1.1;1.101;eur/usd;2026-03-04T10:15Z\r\n';
    expect(read(text)).toMatchObject({
      status: 'read',
      trades: [{ symbol: 'EURUSD', direction: 'short', stop: '1.101', target: null, tags: [], note: null }],
    });
  });

  it('have times by the clocks that the trader names', () => {
    expect(read(`${header}\n${long}`, 'Asia/Kolkata')).toMatchObject({
      trades: [{ openedAt: Date.UTC(2026, 2, 4, 4, 45) }],
    });
  });

  it('are not read at all when one is wrong, and every fault has its line', () => {
    expect(
      faultsOf(
        header,
        long,
        'EURUSD,04.03.2026,long,"1,1",1.099,,,,,',
        '',
        'EURUSD,2026-03-04 10:15,up,1.1,1.2,,,,,',
        'EURUSD,2026-03-04 10:15,long,1.1,1.2,,,yesterday,,',
        'EURUSD,2026-03-04 10:15,long',
      ),
    ).toEqual([
      '3 time: "04.03.2026": expected a time, like "2026-03-04 10:15" or "2026-03-04T10:15Z"',
      '3 entry: "1,1": expected a decimal number, like "101.50"',
      '5 direction: "up": Invalid option: expected one of "long"|"short"',
      '6 exit time: "yesterday": expected a time, like "2026-03-04 10:15" or "2026-03-04T10:15Z"',
      '6 stop: "1.2": the stop of a long is below its entry 1.1',
      '7 -: 3 cells, expected 10 as in the header',
    ]);
  });

  it('tell the line a row begins on when a note before it goes over several', () => {
    const faults = faultsOf(
      'symbol,time,direction,entry,note',
      'EURUSD,2026-03-04 10:15,long,1.1,"one',
      'two"',
      'X',
    );
    expect(faults).toEqual(['4 -: 1 cells, expected 5 as in the header']);
  });

  it('need known columns, each once, and those without which there is no trade', () => {
    expect(faultsOf('symbol,time,side,direction,lots', 'a,b,c,d,e')).toEqual([
      '1 direction: there are two columns for the direction',
      '1 lots: unknown column "lots", expected symbol, time, direction, entry, stop, target, exit, exit time, tags, note',
      '1 entry: the column "entry" is missing',
    ]);
  });

  it('are not found in a file without rows, or in what is no CSV', () => {
    expect(faultsOf('')).toEqual(['1 -: the file is empty']);
    expect(faultsOf(header)).toEqual(['1 -: there is a header but no trade']);
    expect(faultsOf(header, long, 'EURUSD,"no end')).toEqual([
      expect.stringMatching(/^3 -: this is no CSV: /),
    ]);
  });

  it('are too many beyond five thousand', () => {
    const rows = Array.from({ length: 5_001 }, () => long);
    expect(faultsOf(header, ...rows)).toEqual(['1 -: 5001 trades, expected at most 5000 in one file']);
  });
});

describe('practice trades written to a file', () => {
  it('stop every spreadsheet from running a cell as a formula', () => {
    const text = practiceCsv([practiceTrade({ note: '=HYPERLINK("http://x")', tags: ['@sum', '-1'] })]);
    expect(text.split('\r\n')).toEqual([
      header,
      `EURUSD,2026-03-04T10:15:00.000Z,long,1.1000,1.0990,1.1030,1.1020,2026-03-04T11:15:00.000Z,'@sum|-1,"'=HYPERLINK(""http://x"")"`,
      '',
    ]);
  });

  it('come back as they were', () => {
    const { id, sessionId, ...draft } = practiceTrade({
      note: "'=quoted', twice\nand on a new line",
      tags: ["'tis"],
    });
    expect([id, sessionId]).not.toContain('');
    expect(read(practiceCsv([draft]))).toEqual({ status: 'read', trades: [draft] });
  });
});
