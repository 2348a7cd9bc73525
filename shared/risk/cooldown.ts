interface Cooldown {
  /** Bar in which the last position of this direction became flat; null when there was none. */
  readonly lastExitBar: number | null;
  /** Bars after that one in which no entry of this direction may fill. */
  readonly cooldownBars: number;
}

/** Whether an order made at the close of `bar` could fill too early. */
export const isCooling = ({ lastExitBar, cooldownBars }: Cooldown, bar: number): boolean =>
  lastExitBar !== null && bar < lastExitBar + cooldownBars;
