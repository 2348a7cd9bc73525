/** +1 bullish, -1 bearish. */
export type Side = 1 | -1;

interface Stamp {
  /** Index of the closed bar at which the event became known, from 0. */
  readonly bar: number;
  /** Epoch seconds of the close of that bar: nobody may act on the event earlier. */
  readonly time: number;
}

/** Names, fields and their order: smc-spec 17. `at` is the bar the event is about, never after `bar`. */
export type SmcEvent = Stamp &
  (
    | { readonly kind: 'gap'; readonly missing: number }
    | { readonly kind: 'pivot'; readonly side: Side; readonly at: number; readonly price: number }
    | {
        readonly kind: 'bos_level' | 'choch_level';
        readonly side: Side;
        readonly level: number;
        readonly at: number;
      }
    | {
        readonly kind: 'sweep';
        readonly side: Side;
        readonly level: number;
        readonly of: 'range' | 'bos' | 'choch';
      }
    | {
        readonly kind: 'bos';
        readonly side: Side;
        readonly level: number;
        readonly at: number;
        readonly first?: false;
      }
    | {
        readonly kind: 'choch';
        readonly side: Side;
        readonly level: number;
        readonly at?: number;
        readonly first: boolean;
      }
    | {
        readonly kind: 'ob';
        readonly id: number;
        readonly side: Side;
        readonly top: number;
        readonly bottom: number;
        readonly source: number;
        readonly why: 'first' | 'bos' | 'choch';
      }
    | {
        readonly kind: 'ob_touch' | 'ob_breaker' | 'ob_retest' | 'ob_invalid' | 'ob_evicted';
        readonly id: number;
      }
    | { readonly kind: 'ob_dropped'; readonly id: number; readonly by: number }
  );

/** A living order block as the engine sees it after its last bar. */
export interface OrderBlock {
  /** Counts up from 1 within one engine. */
  readonly id: number;
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  /** Bar the block was drawn on, and that bar's open time in epoch ms. */
  readonly source: number;
  readonly sourceTime: number;
  /** Bar of birth (when it became known), and the close of that bar in epoch ms. */
  readonly born: number;
  readonly bornTime: number;
  readonly why: 'first' | 'bos' | 'choch';
  /** Level of the break that gave birth to it, for reasons a trader can read. */
  readonly breakLevel: number;
  readonly state: 'fresh' | 'breaker';
  readonly touched: boolean;
  /** A breaker that price came back to. */
  readonly retested: boolean;
  /** Bar of the flip into a breaker; null while fresh. */
  readonly flipped: number | null;
  /** Close of that bar in epoch ms. */
  readonly flippedTime: number | null;
  /** Deepest penetration since birth while fresh, since the flip as a breaker: 0 at the near edge, 1 at the far edge. */
  readonly penetration: number;
}
