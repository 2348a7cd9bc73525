import { type Logger, pino } from 'pino';

/** One JSON line per event on stderr; stdout belongs to the lines meant for people and programs. */
export const openLog = (level: string): Logger =>
  pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ dest: 2, sync: true }),
  );
