import { z } from 'zod';
import { periodNames } from '../market/periods.ts';
import { tradingWindowSchema } from '../market/tradingWindow.ts';

const pivotBars = z.int().min(1).max(100);

/** Parameters of the engine, all of them: write `{ ...defaultSmcConfig, obMode: 'full' }` for a change. */
export const smcConfigSchema = z.strictObject({
  /** 'range': levels confirmed by pullbacks; 'swing': the last confirmed pivots. */
  structure: z.enum(['range', 'swing']),
  /** Range structure: 'adjusted' lets a pivot in the direction of the trend move the protected level closer. */
  choch: z.enum(['extreme', 'adjusted']),
  /** Range structure: whether a wick beyond a level moves it (and is reported). */
  sweeps: z.boolean(),
  pivotLeft: pivotBars,
  pivotRight: pivotBars,
  atrLength: z.int().min(1).max(10_000),
  /** 'full': the whole source bar; 'length': at most obLength / 5 ATR of it. */
  obMode: z.enum(['length', 'full']),
  obLength: z.number().positive(),
  /** What goes through a block: the body beyond the far edge, the wick beyond it, or the wick beyond the middle. */
  mitigation: z.enum(['close', 'wick', 'avg']),
  overlap: z.enum(['drop-older', 'keep']),
  keepBreakers: z.boolean(),
  /** Living blocks a side; the oldest leaves first. */
  maxBlocks: z.int().min(1).max(1_000),
  /** What makes three candles a gap besides the hole: the middle one's body goes with it, or its close is beyond the first. */
  fvgFilter: z.enum(['direction', 'close', 'none']),
  /** Least height of a gap, in ATR. */
  fvgMinHeight: z.number().min(0),
  /** Whether a gap filled by a close beyond its far edge is reported as inverted, too. */
  fvgInversion: z.boolean(),
  /** Highs, or lows, within so many ATR of each other are one pool. */
  equalTolerance: z.number().min(0),
  /** Living pools a side; the oldest leaves first. */
  maxPools: z.int().min(1).max(1_000),
  /** Whether alternating swings are reported: a pivot that replaces the last one of its side. */
  swingLabels: z.boolean(),
  windows: z.array(tradingWindowSchema).readonly(),
  /** Whose previous highs and lows are kept. */
  periods: z.array(z.enum(periodNames)).readonly(),
});
export type SmcConfig = Readonly<z.infer<typeof smcConfigSchema>>;

export const defaultSmcConfig: SmcConfig = {
  structure: 'range',
  choch: 'extreme',
  sweeps: true,
  pivotLeft: 5,
  pivotRight: 5,
  atrLength: 200,
  obMode: 'length',
  obLength: 5,
  mitigation: 'close',
  overlap: 'drop-older',
  keepBreakers: true,
  maxBlocks: 100,
  fvgFilter: 'direction',
  fvgMinHeight: 0,
  fvgInversion: false,
  equalTolerance: 0.1,
  maxPools: 50,
  swingLabels: false,
  windows: [],
  periods: [],
};
