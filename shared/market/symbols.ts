import type { SymbolSpec } from './symbol.ts';
import type { Timeframe } from './timeframe.ts';

const currencies = new Set(
  'USD EUR GBP JPY CHF CAD AUD NZD SEK NOK DKK PLN CZK HUF MXN ZAR TRY SGD HKD CNH INR'.split(' '),
);
const ouncesPerLot: Readonly<Record<string, string>> = { XAU: '100', XAG: '5000' };
const cryptoQuotes = ['USDT', 'USDC', 'BUSD', 'FDUSD', 'USD', 'EUR', 'INR', 'BTC', 'ETH'];

interface Seen {
  readonly symbol: string;
  /** Most decimals among the recorded prices. */
  readonly priceDigits: number;
  readonly timeframes: readonly Timeframe[];
}

/** The usual contract of an instrument that nobody described; the price step is the finest that was recorded. */
export function inferSymbolSpec(seen: Seen): SymbolSpec {
  const { symbol } = seen;
  const base = symbol.slice(0, 3);
  const quote = symbol.slice(3);
  const timeframes = [...seen.timeframes];
  const spread = usualSpread(base, quote);
  const lots = {
    sizeStep: '0.01',
    minSize: '0.01',
    unit: 'lots',
    takerFeePct: '0',
    session: 'forex',
  } as const;
  if (currencies.has(base) && currencies.has(quote)) {
    const tick = tickOf(quote === 'JPY' ? 3 : 5);
    return { symbol, kind: 'forex', base, quote, tick, contractValue: '100000', ...lots, spread, timeframes };
  }
  const ounces = ouncesPerLot[base];
  if (ounces !== undefined && currencies.has(quote)) {
    const tick = tickOf(seen.priceDigits);
    return { symbol, kind: 'metal', base, quote, tick, contractValue: ounces, ...lots, spread, timeframes };
  }
  return inferCrypto(seen);
}

function inferCrypto({ symbol, priceDigits, timeframes }: Seen): SymbolSpec {
  const quote = cryptoQuotes.find((end) => symbol.endsWith(end) && symbol.length > end.length) ?? 'USD';
  const base = symbol.endsWith(quote) ? symbol.slice(0, -quote.length).replace(/[-_.]$/, '') : symbol;
  return {
    symbol,
    kind: 'crypto',
    base,
    quote,
    tick: tickOf(priceDigits),
    contractValue: '1',
    sizeStep: '0.001',
    minSize: '0.001',
    unit: base,
    takerFeePct: '0.05',
    session: '24x7',
    timeframes: [...timeframes],
  };
}

const tickOf = (digits: number): string => (digits === 0 ? '1' : `0.${'1'.padStart(digits, '0')}`);

/** Decimals that a price needs: 1e-5 needs 5, 1.10 needs 1. What a float adds after ten digits is noise, not price. */
export function decimalsOf(price: number): number {
  const [mantissa = '', exponent = '0'] = String(Number(price.toPrecision(10))).split('e');
  return Math.max(0, (mantissa.split('.')[1]?.length ?? 0) - Number(exponent));
}

/** A broker's usual spread on what nobody described, rather too wide. */
function usualSpread(base: string, quote: string): string {
  if (base === 'XAU') return '0.3';
  if (base === 'XAG') return '0.03';
  return quote === 'JPY' ? '0.02' : '0.0002';
}
