import { z } from 'zod';

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
};
