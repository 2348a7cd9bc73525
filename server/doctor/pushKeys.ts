import { createECDH } from 'node:crypto';
import type { Environment } from '../config.ts';
import { type Check, fails, fine, note } from './check.ts';

const names = ['VAPID_PUBLIC_KEY', 'VAPID_PRIVATE_KEY', 'VAPID_SUBJECT'] as const;

/** Web Push asks for a pair of keys on the curve P-256 and a contact; Apple refuses local ones. */
export const checkPushKeys = (env: Environment): Check => ({
  name: 'push',
  run: () => Promise.resolve([findingOf(env)]),
});

function findingOf(env: Environment) {
  const missing = names.filter((name) => !env[name]);
  if (missing.length === names.length)
    return note('no push keys are set: signals are seen in the app, nothing is sent to a locked phone');
  if (missing.length > 0) return fails(`${missing.join(' and ')} not set`, 'Set all three or none.');
  const { VAPID_PUBLIC_KEY = '', VAPID_PRIVATE_KEY = '', VAPID_SUBJECT = '' } = env;
  if (!isContact(VAPID_SUBJECT)) {
    return fails(
      `VAPID_SUBJECT is "${VAPID_SUBJECT}", expected a contact that is reachable, like mailto:you@example.com`,
      'Apple refuses every push without one.',
    );
  }
  const expected = publicKeyOf(VAPID_PRIVATE_KEY);
  if (expected === null)
    return fails(
      'VAPID_PRIVATE_KEY is no key of 32 bytes (base64url)',
      'Make a pair: npx web-push generate-vapid-keys',
    );
  if (expected !== VAPID_PUBLIC_KEY)
    return fails('VAPID_PUBLIC_KEY does not belong to VAPID_PRIVATE_KEY', 'Set both of one pair.');
  return fine('push keys are a pair');
}

function isContact(subject: string): boolean {
  if (!URL.canParse(subject)) return false;
  const { protocol, hostname, pathname } = new URL(subject);
  const host = protocol === 'mailto:' ? pathname.slice(pathname.lastIndexOf('@') + 1) : hostname;
  const isLocal = /(^|\.)(localhost|local|invalid|test)$/.test(host) || !host.includes('.');
  return (protocol === 'mailto:' ? pathname.includes('@') : protocol === 'https:') && !isLocal;
}

/** null: it is no private key. */
function publicKeyOf(privateKey: string): string | null {
  const bytes = Buffer.from(privateKey, 'base64url');
  if (bytes.length !== 32) return null;
  try {
    const curve = createECDH('prime256v1');
    curve.setPrivateKey(bytes);
    return curve.getPublicKey('base64url', 'uncompressed');
  } catch {
    return null;
  }
}
