import { readFileSync } from 'node:fs';
import { candlesOfCsv } from './candles.ts';

const file = new URL('../fixtures/trading/blocks-40.csv', import.meta.url);

/** Forty 15m candles: the worked example, then a breaker, a retest, a partial exit and a stop. */
export const blocks40 = candlesOfCsv(readFileSync(file, 'utf8'));
