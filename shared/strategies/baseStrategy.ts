import type { Candle, UnixMs } from '../market/candle.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import type { Timeframe } from '../market/timeframe.ts';
import type { SmcConfig } from '../smc/config.ts';
import type { DealingRange } from '../smc/dealingRange.ts';
import type { FairValueGap, OrderBlock, Side, SmcEvent } from '../smc/events.ts';
import type { FrameView } from '../smc/higherFrames.ts';
import type { SmcState } from '../smc/smcState.ts';
import type { BlockZone } from '../trading/entryZone.ts';
import type { EntryFilter, PlannedEntry, ZoneTerms } from '../trading/plannedEntry.ts';
import type { SetupTerms, SetupView, TradeSetup } from '../trading/setup.ts';
import type { Signal } from '../trading/signal.ts';

/** What a strategy sees at the close of a candle: everything known by then, nothing later. */
export interface MarketView {
  readonly candle: Candle;
  /** Index of that candle in its series. */
  readonly bar: number;
  readonly spec: SymbolSpec;
  /** Of this candle, in the engine's order. */
  readonly events: readonly SmcEvent[];
  /** Living, newest first. */
  readonly blocks: readonly OrderBlock[];
  /** Living, oldest first. */
  readonly gaps: readonly FairValueGap[];
  /** Of the trend; null without one. */
  readonly dealingRange: DealingRange | null;
  readonly atr: { readonly value: number; readonly warm: boolean };
  readonly lastBreak: {
    readonly kind: 'bos' | 'choch';
    readonly side: Side;
    readonly level: number;
    readonly closeTime: UnixMs;
  } | null;
  /** The timeframes of `longerFrames`, made of this series, as they stood at this close. */
  readonly longer: ReadonlyMap<Timeframe, FrameView>;
  /** Zone keys (`zoneKey`) with a waiting or used signal on this account: never signalled again. */
  readonly takenZones: ReadonlySet<string>;
  /** Of the strategy's own finder, best first, where the host feeds one. */
  readonly setups?: readonly TradeSetup[];
}

/** The market alone at the close of a candle. */
export type ClosedView = Omit<MarketView, 'takenZones' | 'setups'>;

/** Reads a view and suggests at most one trade. Stateless: the same view gives the same answer. */
export abstract class BaseStrategy {
  abstract readonly id: string;
  /** Candles the engine should have folded before the first view. */
  abstract readonly warmupCandles: number;
  abstract readonly timeframes: readonly Timeframe[];
  /**
   * Made of its candles and read, too. Where the strategy has a setup finder, that one makes them; for all others the host
   * does, by `longerFrames`, and hands over how they stand in `MarketView.longer`.
   */
  readonly longerTimeframes: readonly Timeframe[] = [];
  abstract onCandle(view: MarketView): Signal | null;
  /** For executors that place orders on zones by themselves: a finder for one series. null: it only raises signals. */
  zoneFinder(): ZoneFinder | null {
    return null;
  }
  /**
   * For strategies that read longer timeframes, too: a finder for one series, which goes on from where another stood.
   * null: the view tells it all.
   */
  setupFinder(_market: SetupMarket, _from: FinderStart | null = null): SetupFinder | null {
    return null;
  }
}

/** The series that a finder follows, and what trading it costs. */
export interface SetupMarket {
  readonly spec: SymbolSpec;
  readonly config: SmcConfig;
  /** The spread in price; fees of a side as fractions, with their tax. */
  readonly costs: { readonly spread: number; readonly makerRate: number; readonly takerRate: number };
}

/** Where a finder of the same `stateKey` stood after a candle. */
export interface FinderStart {
  /** What it answered to `save`, perhaps come back from a store. */
  readonly state: unknown;
  /** The engine of its own series, with the configuration of its market. */
  readonly base: SmcState;
  /** The newest candles up to there, oldest first: the last `rememberedCandles` of them, or all. */
  readonly candles: readonly Candle[];
}

/** Candles of its own series that a finder gets back besides its state. */
export const rememberedCandles = 4_096;

/** Knows after every candle of one series, and of the longer ones made of it, which trades are there. */
export interface SetupFinder {
  readonly terms: SetupTerms;
  /** Index of the last folded candle, -1 before the first. */
  readonly bar: number;
  /** States of another key are not to be continued: it names all that shapes them. */
  readonly stateKey: string;
  fold(candle: Candle): SetupView;
  /** Plain JSON of bounded size: what it knows beyond its series' own engine and newest candles. */
  save(): unknown;
  /** Gate by gate, why there is a trade at the last close or why there is none. */
  explain(): readonly GateStep[];
}

/** A gate between the market and a trade, as a sentence with the values it looked at. */
export interface GateStep {
  readonly gate: string;
  readonly isOpen: boolean;
  readonly text: string;
}

/** Knows after every candle of one series where orders may be placed. It must see every candle. */
export interface ZoneFinder {
  readonly terms: ZoneTerms;
  /** Best first. The same list as long as nothing changed. */
  zones(view: Pick<MarketView, 'events' | 'blocks' | 'spec'>): readonly BlockZone[];
  /** Which filter keeps an entry on one of these zones away at this close; null: none does. */
  closedBy(entry: PlannedEntry, view: ClosedView): EntryFilter | null;
}

/** A zone is a block in one state: a flip starts a new one. */
export const zoneKey = (blockId: string, state: OrderBlock['state']): string => `${blockId}:${state}`;
