import { decimalText } from '#shared/market/money.ts';
import type { TransactionType, Wallet } from './account.ts';
import type { Floor, Member } from './floor.ts';
import { readAmount } from './marginChanges.ts';
import { type Answer, accepted, badSchema, rejected } from './rejection.ts';
import { tellWallet } from './tell.ts';
import { availableOf, walletView } from './wallet.ts';

interface Move {
  readonly type: TransactionType;
  /** Signed. */
  readonly amount: string;
}

/** Money comes in from outside, or leaves as far as it is free. */
export function move(floor: Floor, member: Member, { type, amount: text }: Move): Answer<Wallet> {
  const amount = readAmount(text);
  if (amount === null) return badSchema('amount', `${text} is no amount`);
  const available = availableOf(member);
  if (available.plus(amount).isNegative()) {
    return rejected('insufficient_balance', { available_balance: decimalText(available) });
  }
  floor.house.deposits = floor.house.deposits.plus(amount);
  book(floor, member, { type, amount: text });
  return accepted(walletView(floor, member));
}

export function transferBetween(
  floor: Floor,
  { from, to, amount: text }: { readonly from: Member; readonly to: Member; readonly amount: string },
): Answer<null> {
  const amount = readAmount(text);
  if (amount === null || !amount.gt(0)) return badSchema('amount', `${text} is no amount above 0`);
  const available = availableOf(from);
  if (amount.gt(available)) {
    return rejected('insufficient_balance', { available_balance: decimalText(available) });
  }
  book(floor, from, { type: 'sub_account_transfer', amount: decimalText(amount.negated()) });
  book(floor, to, { type: 'sub_account_transfer', amount: text });
  return accepted(null);
}

function book(floor: Floor, { trader }: Member, { type, amount: text }: Move): void {
  const amount = readAmount(text);
  if (amount === null) return;
  trader.book({ id: floor.nextId(), type, amount, productId: null, reference: null, atUs: floor.nowUs() });
  tellWallet(floor, trader.user.id);
}
