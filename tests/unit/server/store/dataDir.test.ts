import { expect, it } from 'vitest';
import { dataDirectory } from '#server/store/dataDir.ts';

const linux = { platform: 'linux', home: '/home/ada' } as const;
const mac = { platform: 'darwin', home: '/Users/ada' } as const;

it("keeps data in the platform's place for it", () => {
  expect(dataDirectory({}, linux)).toBe('/home/ada/.local/share/breaker');
  expect(dataDirectory({ XDG_DATA_HOME: '/data' }, linux)).toBe('/data/breaker');
  expect(dataDirectory({}, mac)).toBe('/Users/ada/Library/Application Support/Breaker');
});

it('lets DATA_DIR decide', () => {
  expect(dataDirectory({ DATA_DIR: '/srv/breaker', XDG_DATA_HOME: '/data' }, linux)).toBe('/srv/breaker');
  expect(dataDirectory({ DATA_DIR: '/srv/breaker' }, mac)).toBe('/srv/breaker');
});
