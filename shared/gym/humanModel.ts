import { pipOf } from '../market/pip.ts';
import type { SymbolSpec } from '../market/symbol.ts';
import { type Estimate, medianOf, quantileOf, type Share, shareOf } from './estimates.ts';
import { defaultHumanSettings, type HumanSettings, taughtParams } from './humanSettings.ts';
import { riskOf, targetROf } from './practice.ts';
import { type ContextTrade, type TradeContext, windowNames, type ZoneKind } from './tradeContext.ts';

/** Fewer practice trades than this teach nothing: the defaults stay. The same holds for each parameter alone. */
export const minPracticeTrades = 30;

/** A zone kind or a window is left out once it is clear that a smaller share of the trades shows it. */
const habitShare = 0.2;
/** Nine in ten entries are at least as deep as the least depth that is learned. */
const depthQuantile = 0.1;

/** What a trader's practice shows, and the settings it teaches. Shares count the trades whose market is known. */
export interface HumanModel {
  /** Practice trades, and those of them whose market is known. */
  readonly trades: number;
  readonly known: number;
  readonly settings: HumanSettings;
  /** Settings that practice taught; the others stand at their defaults. */
  readonly learned: readonly (keyof HumanSettings)[];
  /** From the entry. */
  readonly stopDistanceAtr: Estimate | null;
  /** Beyond the far edge of the zone; negative inside of it. */
  readonly stopBeyondAtr: Estimate | null;
  /** Pips mean another thing on each symbol. */
  readonly stopPips: readonly { readonly symbol: string; readonly pips: Estimate }[];
  readonly targetR: Estimate | null;
  readonly depth: Estimate | null;
  readonly longs: Share;
  /** Of the trades taken while H4 had a trend. */
  readonly withBias: Share;
  readonly afterShift: Share;
  readonly zones: readonly { readonly kind: ZoneKind; readonly taken: Share }[];
  /** A trade in two windows counts in both. */
  readonly windows: readonly { readonly name: string; readonly taken: Share }[];
  /** In discount for longs, in premium for shorts; of the trades with a dealing range. */
  readonly inFavour: Share;
}

const zoneKinds: readonly ZoneKind[] = ['block', 'gap'];

/** The model of these trades; `specs` names the instruments they were taken on. */
export function humanModel(
  trades: readonly ContextTrade[],
  specs: ReadonlyMap<string, SymbolSpec>,
): HumanModel {
  const known = trades.flatMap(({ context }) => (context === null ? [] : [context]));
  const numbers = (values: readonly (number | null)[]) => values.filter((value) => value !== null);
  const depths = numbers(known.map(({ depth }) => depth));
  const seen = {
    trades: trades.length,
    known: known.length,
    stopDistanceAtr: medianOf(numbers(known.map(({ stopDistanceAtr }) => stopDistanceAtr))),
    stopBeyondAtr: medianOf(numbers(known.map(stopBeyond))),
    stopPips: pipsBySymbol(trades, specs),
    targetR: medianOf(numbers(trades.map(({ trade }) => targetROf(trade)))),
    depth: medianOf(depths),
    longs: shareOf(trades, ({ trade }) => trade.direction === 'long'),
    withBias: shareOf(
      known.filter(({ bias }) => bias !== 'none'),
      ({ bias }) => bias === 'with',
    ),
    afterShift: shareOf(known, ({ hasShift }) => hasShift),
    zones: zoneKinds.map((kind) => ({ kind, taken: shareOf(known, ({ zones }) => zones.includes(kind)) })),
    windows: windowNames.map((name) => ({
      name,
      taken: shareOf(known, ({ windows }) => windows.includes(name)),
    })),
    inFavour: shareOf(depths, (depth) => depth >= 0.5),
  };
  const taught = settingsOf(seen, { known, depths });
  const learned = taughtParams.filter((name) => taught[name] !== undefined);
  return { ...seen, settings: { ...defaultHumanSettings, ...taught }, learned };
}

type Seen = Omit<HumanModel, 'settings' | 'learned'>;
interface Cases {
  readonly known: readonly TradeContext[];
  readonly depths: readonly number[];
}

function settingsOf(seen: Seen, { known, depths }: Cases): Partial<HumanSettings> {
  const isEnough = (n: number | undefined) => n !== undefined && n >= minPracticeTrades;
  if (!isEnough(seen.trades)) return {};
  const { stopBeyondAtr, targetR, zones } = seen;
  const habits = zones.filter(({ taken }) => isHabit(taken)).map(({ kind }) => kind);
  const minDepth = quantileOf(depths, depthQuantile);
  return {
    ...(stopBeyondAtr && isEnough(stopBeyondAtr.n)
      ? { stopAtr: hundredths(Math.max(0, stopBeyondAtr.value)) }
      : {}),
    ...(targetR && isEnough(targetR.n) ? { rr: Math.max(leastRr, hundredths(targetR.value)) } : {}),
    // The strategy enters at zones alone: a trader who uses none teaches nothing about them.
    ...(isEnough(known.length) && habits.length > 0 ? { zones: habits } : {}),
    ...(isEnough(seen.withBias.n) ? { bias: biasOf(seen.withBias) } : {}),
    ...(isEnough(known.length) ? { needsShift: isMostly(seen.afterShift) } : {}),
    ...(minDepth !== null && isEnough(depths.length) ? { minDepth: hundredths(minDepth) } : {}),
    ...(isEnough(known.length) ? { sessions: sessionsOf(seen, known) } : {}),
  };
}

const stopBeyond = ({ stopDistanceAtr, farEdgeAtr }: TradeContext): number | null =>
  stopDistanceAtr === null || farEdgeAtr === null ? null : stopDistanceAtr - farEdgeAtr;

/** A target at the entry would be none. */
const leastRr = 0.01;

/** Finer than that no trader's habit is known. */
const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** More often than not, and more than chance explains. */
export const isMostly = ({ low }: Share): boolean => low !== null && low > 0.5;
export const isRarely = ({ high }: Share): boolean => high !== null && high < 0.5;

const isHabit = ({ count, high }: Share): boolean => count > 0 && high !== null && high >= habitShare;

function biasOf(withBias: Share): HumanSettings['bias'] {
  if (isMostly(withBias)) return 'with';
  return isRarely(withBias) ? 'against' : 'any';
}

/** The windows the trader keeps to; none, if that is all of them or if most trades are outside. */
function sessionsOf({ windows }: Seen, known: readonly TradeContext[]): readonly string[] {
  const habits = windows.filter(({ taken }) => isHabit(taken)).map(({ name }) => name);
  const inHabits = shareOf(known, (context) => context.windows.some((name) => habits.includes(name)));
  return habits.length < windows.length && isMostly(inHabits) ? habits : [];
}

function pipsBySymbol(
  trades: readonly ContextTrade[],
  specs: ReadonlyMap<string, SymbolSpec>,
): HumanModel['stopPips'] {
  const symbols = [...new Set(trades.map(({ trade }) => trade.symbol))].sort();
  return symbols.flatMap((symbol) => {
    const spec = specs.get(symbol);
    if (spec === undefined) return [];
    const ofSymbol = trades.filter(({ trade }) => trade.symbol === symbol);
    const pip = pipOf(spec);
    const pips = medianOf(
      ofSymbol.flatMap(({ trade }) => {
        const risk = riskOf(trade);
        return risk === null ? [] : [risk / pip];
      }),
    );
    return pips === null ? [] : [{ symbol, pips }];
  });
}
