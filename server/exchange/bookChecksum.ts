import { crc32 } from 'node:zlib';

/** Price and size, as the frame writes them. */
export type BookRow = readonly [price: string, size: string];

const checkedLevels = 10;

/** CRC32 of the ten best asks, a bar, the ten best bids; each "price:size", with commas between. */
export const bookChecksum = (asks: readonly BookRow[], bids: readonly BookRow[]): number =>
  crc32(`${sideText(asks)}|${sideText(bids)}`);

const sideText = (rows: readonly BookRow[]): string =>
  rows
    .slice(0, checkedLevels)
    .map(([price, size]) => `${price}:${size}`)
    .join(',');
