import type { UnixMs } from '../market/candle.ts';
import type { EntryZone } from './entryZone.ts';
import type { EntryOrder } from './order.ts';
import type { Signal } from './signal.ts';

/** A trade that a strategy would take at the close of a candle: a limit in a zone, with every price it needs. */
export interface TradeSetup {
  readonly zone: EntryZone;
  /** Open of the bar the zone was drawn on. */
  readonly formedAt: UnixMs;
  readonly stop: number;
  readonly target: number;
  /** |target - entry| / |entry - stop|, from the prices above. */
  readonly rr: number;
  /** Frozen at the close it was made at. */
  readonly atr: number;
  /** The break of structure it follows: one order for each, filled or not. */
  readonly shift: {
    readonly kind: 'bos' | 'choch';
    readonly level: number;
    /** Nominal end of the candle that broke. */
    readonly closeTime: UnixMs;
    /** Open of the candle its leg began with. */
    readonly legStart: UnixMs;
  };
  /** Dealing range of the bias, and where in it the middle of the zone lies, 0 at the low and 1 at the high. */
  readonly range: { readonly low: number; readonly high: number };
  readonly position: number;
  /** A block that shares its interior with a gap. */
  readonly overlapsGap: boolean;
  readonly isSwept: boolean;
  readonly hasInducement: boolean;
  /** Bars that open from then on do not fill it. */
  readonly expiresAt: UnixMs;
  /** Step by step, in sentences a trader can read. */
  readonly reasons: readonly string[];
}

/** How much is put on a setup. */
export interface SetupTerms {
  /** Most that is lost at the stop, in percent of the capital. */
  readonly riskPct: number;
  readonly maxLeverage: number;
  /** Filled entries that one zone gives. */
  readonly entriesPerZone: number;
}

/** What ends a setup before its time: a shift or a bias against it, the hours it is traded in, or its zone is no more. */
export type SetupEnd = 'shift' | 'bias' | 'session' | 'zone';

/** What a strategy knows at a close, for the one who places its orders. */
export interface SetupView {
  /** Best first; none while the newest shift is the one that ended then. */
  readonly setups: (except: UnixMs | null) => readonly TradeSetup[];
  /** Why this working order stands no more; null: it does. */
  readonly endOf: (order: EntryOrder) => SetupEnd | null;
  /** The same of a signal that was raised on a setup and rests. */
  readonly endOfSignal: (signal: Signal) => SetupEnd | null;
}
