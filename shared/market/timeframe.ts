import { z } from 'zod';

export const timeframes = ['1m', '5m', '15m', '30m', '1h', '4h', '1d'] as const;
export const timeframeSchema = z.enum(timeframes);
export type Timeframe = (typeof timeframes)[number];

const minutes: Readonly<Record<Timeframe, number>> = {
  '1m': 1,
  '5m': 5,
  '15m': 15,
  '30m': 30,
  '1h': 60,
  '4h': 240,
  '1d': 1440,
};

export const timeframeMs = (timeframe: Timeframe): number => minutes[timeframe] * 60_000;
