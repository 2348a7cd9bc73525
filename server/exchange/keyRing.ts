import { randomBytes } from 'node:crypto';
import { seededRandom } from '#shared/market/seededRandom.ts';
import type { Clock } from '#shared/ports.ts';
import { isSignedBy } from './signature.ts';

/** What a sub-account signs with. */
export interface ApiKey {
  readonly accountId: number;
  readonly name: string;
  readonly key: string;
  readonly secret: string;
  /** Without it only reading is allowed. */
  readonly mayTrade: boolean;
}

export type KeyFault = 'unknownKey' | 'expired' | 'wrongSignature';

const validForMs = 5_000;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const keyLength = 30;
const secretLength = 60;

/** Random text for keys and tokens: from a seed always the same, else nobody can guess it. */
export function secretTexts(seed: number | null): (length: number) => string {
  const random = seed === null ? null : seededRandom(seed);
  return (length) => {
    const bytes = random === null ? randomBytes(length) : null;
    let text = '';
    for (let index = 0; index < length; index++) {
      const share = bytes === null ? (random?.even() ?? 0) : (bytes[index] ?? 0) / 256;
      text += alphabet[Math.floor(share * alphabet.length)] ?? '';
    }
    return text;
  };
}

export const makeKey = (
  account: { readonly accountId: number; readonly name: string; readonly mayTrade: boolean },
  text: (length: number) => string,
): ApiKey => ({ ...account, key: text(keyLength), secret: text(secretLength) });

/** Who signed something, and whether it is theirs and fresh. */
export class KeyRing {
  readonly #keys: ReadonlyMap<string, ApiKey>;
  readonly #clock: Clock;

  constructor(keys: readonly ApiKey[], clock: Clock) {
    this.#keys = new Map(keys.map((key) => [key.key, key]));
    this.#clock = clock;
  }

  /** `timestamp`: seconds as text, the first part of what was signed after the method. */
  judge(signed: {
    readonly key: string;
    readonly signature: string;
    readonly timestamp: string;
    readonly prehash: string;
  }): ApiKey | KeyFault {
    const found = this.#keys.get(signed.key);
    if (found === undefined) return 'unknownKey';
    if (!this.#isFresh(signed.timestamp)) return 'expired';
    return isSignedBy(found.secret, signed.prehash, signed.signature) ? found : 'wrongSignature';
  }

  /** The window is one of real seconds: an exchange that runs faster gives as much more of its own. */
  #isFresh(timestamp: string): boolean {
    if (!/^\d{1,12}$/.test(timestamp)) return false;
    const allowedMs = validForMs * Math.max(1, this.#clock.rate);
    return Math.abs(this.#clock.now() - Number(timestamp) * 1_000) <= allowedMs;
  }
}
