import type { ApiKey } from './keyRing.ts';
import type { SandboxReply } from './sandbox.ts';

/** A request that is known to be somebody's, in time and within the quota. */
export interface Call {
  /** Parts of the path by the names of the route: `:symbol`. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Parsed JSON; null without one. */
  readonly body: unknown;
  /** Whose quota it counts against. */
  readonly caller: string;
}

export interface OwnCall extends Call {
  readonly owner: ApiKey;
}

interface RouteBasis {
  readonly method: string;
  /** Like "/v2/products/:symbol". */
  readonly path: string;
  /** Units of the quota. */
  readonly weight: number;
}

export type Route =
  | (RouteBasis & { readonly isPublic: true; readonly answer: (call: Call) => SandboxReply })
  | (RouteBasis & {
      readonly isPublic: false;
      /** It places, changes or cancels something: a key that may only read is refused. */
      readonly isTrading: boolean;
      readonly answer: (call: OwnCall) => SandboxReply;
    });

export const publicGet = (path: string, weight: number, answer: (call: Call) => SandboxReply): Route => ({
  method: 'GET',
  path,
  weight,
  isPublic: true,
  answer,
});

export const ownGet = (path: string, weight: number, answer: (call: OwnCall) => SandboxReply): Route => ({
  method: 'GET',
  path,
  weight,
  isPublic: false,
  isTrading: false,
  answer,
});

export const ownChange = (
  method: 'POST' | 'PUT' | 'DELETE',
  path: string,
  options: { readonly weight: number; readonly answer: (call: OwnCall) => SandboxReply },
): Route => ({ method, path, isPublic: false, isTrading: true, ...options });

export interface Found {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

/** The first route that fits, in their order. */
export function findRoute(routes: readonly Route[], method: string, path: string): Found | null {
  for (const route of routes) {
    if (route.method !== method) continue;
    const parts = partsOf(route.path, path);
    if (parts !== null) return { route, path: parts };
  }
  return null;
}

function partsOf(pattern: string, path: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, name] of expected.entries()) {
    const part = given[index] ?? '';
    if (!name.startsWith(':')) {
      if (name !== part) return null;
      continue;
    }
    const text = decoded(part);
    if (text === null || text === '') return null;
    parts[name.slice(1)] = text;
  }
  return parts;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
