import { ProgressiveSmc } from '#shared/strategies/progressiveSmc.ts';

/** Cannot do without a parameter. */
export class UnmadeStrategy extends ProgressiveSmc {
  constructor({ lots }: { readonly lots?: number }) {
    super();
    if (lots === undefined) throw new RangeError('lots is missing');
  }
}
