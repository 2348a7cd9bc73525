import { TradingError } from '#shared/errors.ts';

/** Where one environment of the venue is reached: origins without a path. */
export interface DeltaHosts {
  /** For people: "Delta Exchange India". */
  readonly name: string;
  readonly rest: string;
  /** Speaks the legacy dialect, and the account channels. */
  readonly privateSocket: string;
  /** Speaks the compact dialect. */
  readonly publicSocket: string;
}

export type DeltaEnvironment = 'india' | 'india-testnet';

/** Keys, product ids, ticks and fees of the environments differ. */
export const deltaHosts: Readonly<Record<DeltaEnvironment, DeltaHosts>> = {
  india: {
    name: 'Delta Exchange India',
    rest: 'https://api.india.delta.exchange',
    privateSocket: 'wss://socket.india.delta.exchange',
    publicSocket: 'wss://public-socket.india.delta.exchange',
  },
  'india-testnet': {
    name: 'Delta Exchange India testnet',
    rest: 'https://cdn-ind.testnet.deltaex.org',
    privateSocket: 'wss://socket-ind.testnet.deltaex.org',
    publicSocket: 'wss://socket-ind-pub.testnet.deltaex.org',
  },
};

/** The sandbox exchange on this machine, by its URL: "http://127.0.0.1:4390". Nothing else may be meant by it. */
export function sandboxHosts(url: string): DeltaHosts {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !isLoopback(parsed)) {
    throw new TradingError(
      'config',
      'sandbox.url',
      `The URL of the sandbox exchange is "${url}", expected one of this machine, like http://127.0.0.1:4390.`,
    );
  }
  const socket = `ws://${parsed.host}`;
  return {
    name: 'Sandbox exchange',
    rest: parsed.origin,
    privateSocket: `${socket}/private`,
    publicSocket: `${socket}/public`,
  };
}

/** By the name of an environment or the URL of a sandbox exchange; null: it is neither. */
export function hostsNamed(text: string): DeltaHosts | null {
  if (isEnvironment(text)) return deltaHosts[text];
  const isSandbox = URL.canParse(text) && isLoopback(new URL(text));
  return isSandbox ? sandboxHosts(text) : null;
}

/** How they can be named, for the words of a mistake. */
export const venueNames = `${Object.keys(deltaHosts).join(', ')}, or a sandbox exchange on this machine, like http://127.0.0.1:4390`;

const isEnvironment = (text: string): text is DeltaEnvironment => Object.hasOwn(deltaHosts, text);

const loopbacks: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

const isLoopback = ({ protocol, hostname, pathname, username, search }: URL): boolean =>
  protocol === 'http:' &&
  loopbacks.includes(hostname) &&
  pathname === '/' &&
  username === '' &&
  search === '';
