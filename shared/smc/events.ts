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
    | {
        readonly kind: 'pivot' | 'swing_replaced';
        readonly side: Side;
        readonly at: number;
        readonly price: number;
      }
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
    | {
        readonly kind: 'fvg';
        readonly id: number;
        readonly side: Side;
        readonly top: number;
        readonly bottom: number;
        readonly mid: number;
      }
    | { readonly kind: 'fvg_touch' | 'fvg_filled' | 'fvg_inverted' | 'liq_evicted'; readonly id: number }
    | {
        readonly kind: 'liq_pool';
        readonly id: number;
        readonly side: Side;
        readonly level: number;
        readonly at: number;
      }
    | {
        readonly kind: 'liq_equal';
        readonly id: number;
        readonly side: Side;
        readonly level: number;
        readonly count: number;
        readonly at: number;
      }
    | {
        readonly kind: 'liq_sweep' | 'liq_taken';
        readonly id: number;
        readonly side: Side;
        readonly level: number;
        readonly count: number;
      }
    | { readonly kind: 'window_open'; readonly name: string }
    | {
        readonly kind: 'window_close' | 'period';
        readonly name: string;
        readonly high: number;
        readonly low: number;
      }
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
  /** Range of the bar that gave birth to it, in ATR. */
  readonly displacement: number;
  /** Volume of the source bar. */
  readonly volume: number;
  /** Whether a gap of its side lies between the source bar and the break. */
  readonly hasGap: boolean;
  /**
   * Newest bar up to its birth that swept a level or a pool on the side its leg came from: below for a bullish block; null
   * when there was none.
   */
  readonly sweptAt: number | null;
}

/** A living fair value gap: the hole between the first and the third of three bars. */
export interface FairValueGap {
  readonly id: number;
  readonly side: Side;
  readonly top: number;
  readonly bottom: number;
  /** Middle bar, and that bar's open time in epoch ms. */
  readonly mid: number;
  readonly midTime: number;
  /** Bar after the middle one, and the close of that bar in epoch ms: the gap is known from then on. */
  readonly born: number;
  readonly bornTime: number;
  readonly touched: boolean;
  /** Price that came farthest into it; the near edge before that. */
  readonly deepest: number;
  /** 0 untouched or at the near edge, towards 1 at the far edge. */
  readonly fillRatio: number;
}

/** Orders resting above highs (+1) or below lows (-1). */
export interface LiquidityPool {
  readonly id: number;
  readonly side: Side;
  readonly level: number;
  /** Pivots it holds; two and more are equal highs or lows. */
  readonly count: number;
  /** Bars of its first and of its newest pivot. */
  readonly at: number;
  readonly lastAt: number;
  /** Bar at which its first pivot was confirmed, and the close of that bar in epoch ms. */
  readonly born: number;
  readonly bornTime: number;
}

/** A break of structure together with the bar its block is drawn on, whether that block came to life or not. */
export interface StructureBreak {
  readonly kind: 'bos' | 'choch';
  readonly side: Side;
  readonly level: number;
  readonly bar: number;
  /** Close of that bar in epoch ms. */
  readonly closeTime: number;
  readonly source: number;
  /** Open time of the source bar in epoch ms: where the leg begins. */
  readonly sourceTime: number;
}
