import { TradingError } from '#shared/errors.ts';

/** What `read` gives; what the system says of a file that cannot be read becomes an error in words that names it. */
export async function readable<Content>(path: string, read: () => Promise<Content>): Promise<Content> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error instanceof TradingError) throw error;
    throw new TradingError('config', 'file.unreadable', `${path} cannot be read: ${error.message}`);
  }
}
