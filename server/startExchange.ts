import type { UnixMs } from '#shared/market/candle.ts';
import type { CandleSeries } from '#shared/market/candleColumns.ts';
import type { Timer } from '#shared/ports.ts';
import { createExchange } from './exchange/exchange.ts';
import type { FaultScript } from './exchange/faultSchema.ts';
import { type ApiKey, makeKey, secretTexts } from './exchange/keyRing.ts';
import { listen } from './exchange/listen.ts';
import type { Exchange } from './exchange/model.ts';
import type { Product } from './exchange/product.ts';
import { productsFile, readProducts } from './exchange/products.ts';
import { createProtocol, type Protocol } from './exchange/protocol.ts';
import { ScaledClock } from './exchange/scaledClock.ts';
import { readRecordedFiles } from './feed/recordedFiles.ts';
import { readSymbols, symbolsFile } from './symbolConfig.ts';

export interface ExchangeStart {
  /** Files or folders of candles to trade; without any the market is made up. */
  readonly data: readonly string[];
  /** Market time at the beginning. */
  readonly start: UnixMs;
  /** Times real time. */
  readonly speed: number;
  /** 0 takes a free one. */
  readonly port: number;
  readonly seed: number;
  /** Keys and token that follow from the seed, so that a script knows them; else nobody can guess them. */
  readonly hasSeededKeys: boolean;
  readonly faults: FaultScript;
  /** Prints of an ordinary minute of each product; the exchange's own number unless told. */
  readonly tradesPerMinute?: number;
  readonly timer: Timer;
  /** How long a made-up market is before it repeats itself backwards; half a year unless told. */
  readonly madeUpWeeks?: number;
}

/** What a sub-account signs with: one key that may trade, one that may only read. */
export interface AccountKeys {
  readonly account: string;
  readonly accountId: number;
  readonly trade: ApiKey;
  readonly read: ApiKey;
}

export interface RunningExchange {
  readonly rest: string;
  readonly privateSocket: string;
  readonly publicSocket: string;
  readonly accounts: readonly AccountKeys[];
  readonly adminToken: string;
  readonly exchange: Exchange;
  readonly protocol: Protocol;
  stop(): Promise<void>;
}

/** The parent first, then its two sub-accounts. */
const users = [
  { id: 90_001, name: 'main', deposit: '1000' },
  { id: 90_002, name: 'alpha', deposit: '10000' },
  { id: 90_003, name: 'beta', deposit: '10000' },
] as const;
const tokenLength = 40;

/** The sandbox exchange on a port of this machine. */
export async function startExchange(asked: ExchangeStart): Promise<RunningExchange> {
  const products = await readProducts(productsFile);
  const recorded = asked.data.length === 0 ? [] : await recordedOf(asked.data, products);
  const clock = new ScaledClock({ start: asked.start, speed: asked.speed, timer: asked.timer });
  const exchange = createExchange({
    clock,
    seed: asked.seed,
    products,
    recorded,
    users,
    ...(asked.madeUpWeeks === undefined ? {} : { madeUpWeeks: asked.madeUpWeeks }),
    ...(asked.tradesPerMinute !== undefined && { tradesPerMinute: asked.tradesPerMinute }),
  });
  const text = secretTexts(asked.hasSeededKeys ? asked.seed : null);
  const accounts = users.map(({ id: accountId, name }) => ({
    account: name,
    accountId,
    trade: makeKey({ accountId, name, mayTrade: true }, text),
    read: makeKey({ accountId, name, mayTrade: false }, text),
  }));
  const keys = accounts.flatMap(({ trade, read }) => [trade, read]);
  const protocol = createProtocol({ exchange, clock, timer: asked.timer, seed: asked.seed, keys });
  const adminToken = text(tokenLength);
  const halt = () => {
    protocol.stop();
    exchange.stop();
    clock.stop();
  };
  try {
    const listening = await listen({ exchange, protocol, adminToken, port: asked.port });
    exchange.start();
    protocol.faults.play(asked.faults);
    const place = `127.0.0.1:${listening.port}`;
    return {
      rest: `http://${place}`,
      privateSocket: `ws://${place}/private`,
      publicSocket: `ws://${place}/public`,
      accounts,
      adminToken,
      exchange,
      protocol,
      async stop() {
        halt();
        await listening.stop();
      },
    };
  } catch (error) {
    halt();
    throw error;
  }
}

/** Recordings of other venues serve as well: what trades the same base is played as the product. */
async function recordedOf(paths: readonly string[], products: readonly Product[]): Promise<CandleSeries[]> {
  const { series, specs } = await readRecordedFiles(paths, await readSymbols(symbolsFile));
  const baseOf = new Map(specs.map(({ symbol, base }) => [symbol, base]));
  return series.flatMap((one) => {
    const product = products.find(
      ({ symbol, base }) => symbol === one.symbol || base === baseOf.get(one.symbol),
    );
    return product === undefined ? [] : [{ ...one, symbol: product.symbol }];
  });
}
