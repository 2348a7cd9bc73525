/** A contract as the venue lists it. Figures are decimal text, as sent. */
export interface Product {
  readonly id: number;
  readonly symbol: string;
  readonly contractType: string;
  /** "vanilla" or "inverse". */
  readonly notionalType: string;
  /** "upcoming", "live", "expired", or something new. */
  readonly state: string;
  /** "operational", "disrupted_cancel_only", "disrupted_post_only", or something new. */
  readonly tradingStatus: string;
  readonly contractValue: string;
  readonly contractUnit: string;
  readonly tick: string;
  /** Fractions: "0.0005". */
  readonly makerRate: string;
  readonly takerRate: string;
  /** Percent: "0.5". */
  readonly initialMarginPct: string;
  readonly maintenanceMarginPct: string;
  readonly underlying: string;
  readonly quoting: string;
  readonly settling: string;
}
