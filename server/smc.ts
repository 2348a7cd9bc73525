import { readFile, writeFile } from 'node:fs/promises';
import { TradingError } from '#shared/errors.ts';
import { type CandleSeries, candleAt, seriesLength } from '#shared/market/candleColumns.ts';
import type { Session } from '#shared/market/session.ts';
import type { SymbolSpec } from '#shared/market/symbol.ts';
import { inferSymbolSpec } from '#shared/market/symbols.ts';
import { defaultSmcConfig } from '#shared/smc/config.ts';
import { SmcFrames } from '#shared/smc/frames.ts';
import type { FrameStep } from '#shared/smc/higherFrames.ts';
import { PineDrawings } from '#shared/smc/pineDrawings.ts';
import { pineScript } from '#shared/smc/pineScript.ts';
import { explain } from './explain.ts';
import { readCandleFile } from './feed/candleFile.ts';
import { seriesOfFileName } from './feed/fileName.ts';
import { fileOptions } from './feed/historyImport.ts';
import { faultLines } from './feed/historyReport.ts';
import { readable } from './readable.ts';
import { readSmcCommand, readSmcConfig, type SmcCommand, smcUsage } from './smcOptions.ts';
import { readSymbols, symbolsFile } from './symbolConfig.ts';

type RunCommand = Extract<SmcCommand, { command: 'run' }>;

/** Takes text for the reader; false once nobody reads any more. */
export type Output = (text: string) => Promise<boolean>;

/** Lines are handed over in pieces of this many characters. */
const pieceLength = 1 << 16;

/** `npm run smc`: the events of a file of candles, as JSON lines. */
export async function runSmc(argv: readonly string[], output: Output): Promise<void> {
  const asked = readSmcCommand(argv);
  if (asked.command === 'help') {
    await output(smcUsage);
    return;
  }
  const config =
    asked.config === null ? defaultSmcConfig : readSmcConfig(await textOf(asked.config), asked.config);
  const { series, session, spec } = await readInput(asked);
  if (asked.explain !== null) {
    const lines = await explain({ series, spec, config, ...asked.explain });
    await output(lines.map((line) => `${line}\n`).join(''));
    return;
  }
  const { symbol, timeframe } = series;
  const higher = asked.higher.map((longer) => ({ timeframe: longer, config }));
  const frames = SmcFrames.open({ base: { timeframe, config }, higher, session });
  const drawings = new PineDrawings(config);
  let piece = '';
  let isRead = true;
  for (let index = 0; index < seriesLength(series); index++) {
    for (const step of frames.step(candleAt(series, index))) {
      if (step.timeframe === timeframe && asked.pine !== null) drawings.take(step.candle, step.events);
      piece += linesOf(step, higher.length > 0);
    }
    if (piece.length < pieceLength || !isRead) continue;
    isRead = await output(piece);
    piece = '';
    if (!isRead && asked.pine === null) return;
  }
  if (isRead && piece !== '') await output(piece);
  if (asked.pine !== null) await writeFile(asked.pine, pineScript(drawings, { symbol, timeframe }));
}

function linesOf({ timeframe, events }: FrameStep, namesTimeframe: boolean): string {
  let lines = '';
  for (const event of events)
    lines += `${JSON.stringify(namesTimeframe ? { ...event, timeframe } : event)}\n`;
  return lines;
}

interface Input {
  readonly series: CandleSeries;
  readonly session: Session;
  readonly spec: SymbolSpec;
}

async function readInput(asked: RunCommand): Promise<Input> {
  const specs = await readSymbols(symbolsFile);
  const options = fileOptions({
    symbol: asked.symbol,
    timeframe: asked.timeframe,
    timeZone: asked.timeZone,
    specs,
  });
  const named = seriesOfFileName(asked.input, options.knownSymbols);
  // The events name no symbol: any will do.
  const symbol = asked.symbol ?? named.symbol ?? 'SERIES';
  const session = asked.session ?? options.sessionOf(symbol);
  const file = await readable(asked.input, () =>
    readCandleFile(asked.input, { ...options, symbol, sessionOf: () => session }),
  );
  if (file.faults.length > 0)
    throw new TradingError('rejected', 'candleFile.faulty', faultLines(file).join('\n'));
  const { series, priceDigits } = file;
  const known = specs.get(symbol) ?? inferSymbolSpec({ symbol, priceDigits, timeframes: [series.timeframe] });
  return { series, session, spec: { ...known, session } };
}

const textOf = (path: string): Promise<string> => readable(path, () => readFile(path, 'utf8'));
