import { describe, expect, it } from 'vitest';
import { nodeComplaint } from '../../../scripts/setup/nodeVersion.mjs';
import { missingPackages } from '../../../scripts/setup/packages.mjs';

describe('the Node that runs Breaker', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '24.11.1'])('may be %s', (version) => {
    expect(nodeComplaint(version, '>=20.19')).toBeNull();
  });

  it.each(['18.20.4', '20.9.0', '20.18.3'])('may not be %s', (version) => {
    expect(nodeComplaint(version, '>=20.19')).toContain(`needs Node 20.19 or newer; this is Node ${version}`);
  });
});

describe('packages are installed again', () => {
  const zod = { version: '4.6.7', integrity: 'sha512-a' };
  const otherMachine = {
    version: '1.0.0',
    integrity: 'sha512-b',
    optional: true,
    os: ['aix'],
    cpu: ['ppc64'],
  };
  const thisMachine = { ...otherMachine, os: [process.platform], cpu: [process.arch] };

  it('not when each is there at its locked version', () => {
    const root = { version: '0.1.0' };
    expect(missingPackages({ '': root, 'node_modules/zod': zod }, { 'node_modules/zod': zod })).toEqual([]);
  });

  it('when one is missing', () => {
    expect(missingPackages({ 'node_modules/zod': zod }, {})).toEqual(['node_modules/zod']);
  });

  it('when one has another version or other contents', () => {
    const locked = { 'node_modules/zod': zod };
    expect(missingPackages(locked, { 'node_modules/zod': { ...zod, version: '4.6.8' } })).toHaveLength(1);
    expect(missingPackages(locked, { 'node_modules/zod': { ...zod, integrity: 'sha512-c' } })).toHaveLength(
      1,
    );
  });

  it('when the binaries for this machine are missing, as in a folder carried over from another one', () => {
    expect(missingPackages({ 'node_modules/bin': thisMachine }, {})).toEqual(['node_modules/bin']);
  });

  it('not because binaries for other machines are missing', () => {
    expect(missingPackages({ 'node_modules/bin': otherMachine }, {})).toEqual([]);
  });
});
