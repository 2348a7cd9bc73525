import { type Check, fails, fine } from './check.ts';

const [leastMajor, leastMinor] = [20, 19];

export const checkNode = ({ nodeVersion }: { readonly nodeVersion: string }): Check => ({
  name: 'node',
  run: () => {
    const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
    const isNew = major > leastMajor || (major === leastMajor && minor >= leastMinor);
    return Promise.resolve([
      isNew
        ? fine(`Node ${nodeVersion}`)
        : fails(
            `Node ${nodeVersion}, expected ${leastMajor}.${leastMinor} or newer`,
            'Install a newer one from https://nodejs.org.',
          ),
    ]);
  },
});
