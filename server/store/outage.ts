import postgres from 'postgres';

/** SQLSTATE: connection exceptions, server going down or coming up, out of resources, serialization, idle too long. */
const passing = /^(08|57P0|53|40|25P0[34])/;

const outages = new Set([
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECT_TIMEOUT',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** Connection lost, server starting or going down: the same statement may work in a moment. */
export function isOutage(error: unknown): boolean {
  if (error instanceof postgres.PostgresError) return passing.test(error.code);
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && outages.has(error.code)
  );
}

/** The same of an error that somebody copied: its code is what is left of it. */
export const isOutageCopy = (error: object): boolean =>
  'code' in error && typeof error.code === 'string' && (passing.test(error.code) || outages.has(error.code));
