import type { Side } from './order.ts';

/** A sub-account. All amounts are decimal text in USD, all times microseconds. */
export interface User {
  readonly id: number;
  /** "alpha": for logs and the admin endpoint. */
  readonly name: string;
}

/** The real-time view: flat is size 0 without an entry price. */
export interface PositionBrief {
  readonly size: number;
  readonly entryPrice: string | null;
  readonly atUs: number;
}

/** A full row of the margined view. */
export interface Position {
  readonly userId: number;
  readonly productId: number;
  readonly symbol: string;
  /** Contracts, short below 0. */
  readonly size: number;
  readonly entryPrice: string | null;
  readonly margin: string;
  readonly liquidationPrice: string | null;
  readonly bankruptcyPrice: string | null;
  /** Kept back for the fee of a liquidation. */
  readonly commission: string;
  readonly adlLevel: number;
  /** Since the position was opened. */
  readonly realizedPnl: string;
  readonly realizedFunding: string;
  readonly unrealizedPnl: string;
  readonly markPrice: string;
  readonly isAutoTopup: boolean;
  readonly leverage: string;
  readonly createdAtUs: number;
  readonly updatedAtUs: number;
}

export interface Wallet {
  readonly userId: number;
  /** Excludes unrealised PnL; includes what is blocked. */
  readonly balance: string;
  readonly availableBalance: string;
  readonly orderMargin: string;
  readonly positionMargin: string;
  /** Reserved for fees of open orders and of liquidations. */
  readonly commission: string;
  /** Order margin, position margin and commission together. */
  readonly blockedMargin: string;
  readonly unrealizedPnl: string;
  /** Balance and unrealised PnL. */
  readonly netEquity: string;
}

export type FillType = 'normal' | 'adl' | 'liquidation';

export interface Fill {
  /** A uuid. */
  readonly id: string;
  readonly userId: number;
  readonly orderId: number;
  readonly clientOrderId: string | null;
  readonly productId: number;
  readonly symbol: string;
  readonly side: Side;
  readonly size: number;
  readonly price: string;
  readonly notional: string;
  readonly role: 'maker' | 'taker';
  /** GST included; below 0 would be a rebate. */
  readonly commission: string;
  /** Fraction of the notional with GST: "0.00059". */
  readonly effectiveCommissionRate: string;
  readonly fillType: FillType;
  /** Signed contracts after the fill. */
  readonly newPosition: number;
  /** Realised by this fill before its fee. */
  readonly realizedPnl: string;
  readonly createdAtUs: number;
}

export type TransactionType =
  | 'deposit'
  | 'withdrawal'
  | 'commission'
  | 'cashflow'
  | 'funding'
  | 'sub_account_transfer';

export interface Transaction {
  readonly id: number;
  readonly userId: number;
  readonly type: TransactionType;
  /** Signed. */
  readonly amount: string;
  readonly balanceAfter: string;
  readonly productId: number | null;
  /** Of the fill or funding behind it, null else. */
  readonly reference: string | null;
  readonly createdAtUs: number;
}

export interface LeverageSetting {
  readonly productId: number;
  readonly leverage: string;
  readonly orderMargin: string;
}
