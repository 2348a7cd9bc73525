/** A perpetual future as the venue lists it. Prices, rates and amounts of money are decimal text. */
export interface Product {
  readonly id: number;
  /** "SOLUSD" */
  readonly symbol: string;
  /** "SOL" */
  readonly base: string;
  /** Base units per contract. */
  readonly contractValue: string;
  readonly tick: string;
  /** Percent: "1" is 1 %, that is a leverage of 100 at most. */
  readonly initialMargin: string;
  /** Percent. */
  readonly maintenanceMargin: string;
  /** Percent that each USD of notional above `maxLeverageNotional` adds to the margins. */
  readonly initialMarginScaling: string;
  readonly maintenanceMarginScaling: string;
  /** USD. */
  readonly maxLeverageNotional: string;
  readonly defaultLeverage: string;
  /** Contracts, either side. */
  readonly positionSizeLimit: number;
  /** Fractions of the notional: "0.0002" is 2 bp. */
  readonly makerFeeRate: string;
  readonly takerFeeRate: string;
  /** Percent either side of mark. */
  readonly priceBand: string;
  /** ".DESOLUSD" */
  readonly spotIndex: string;
  /** Seconds between two exchanges of funding; boundaries count from 0:00 UTC. */
  readonly fundingInterval: number;
  /** Where a made-up market of it begins. */
  readonly samplePrice: string;
  /** The facts were not seen at the venue. */
  readonly isAssumed: boolean;
}

export type ProductState = 'upcoming' | 'live' | 'expired';
export type TradingStatus = 'operational' | 'disrupted_cancel_only' | 'disrupted_post_only';

/** What may change of a product while the exchange runs. */
export interface ProductCondition {
  readonly state: ProductState;
  readonly tradingStatus: TradingStatus;
  readonly isReduceOnly: boolean;
}
