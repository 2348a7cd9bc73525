import { closeTime } from '../market/candle.ts';
import { depthIn } from '../smc/dealingRange.ts';
import { type EntryFilter, rewardToRisk } from '../trading/plannedEntry.ts';
import type { GateStep } from './baseStrategy.ts';
import { type BlockFilters, biasOf, distanceOf, type FilteredEntry, sideOf } from './blockFilters.ts';
import type { BlockFilterParams } from './progressiveParams.ts';

/** What each filter that is on saw, and whether it lets the entry pass. */
export const filterSteps = (filters: BlockFilters, asked: FilteredEntry): readonly GateStep[] =>
  filters.active.map((gate) => ({
    gate,
    isOpen: filters.isOpen(gate, asked),
    text: sentence(gate, asked, filters.params),
  }));

const trends = { '1': 'bullish', '-1': 'bearish', '0': 'without a trend' } as const;

function sentence(filter: EntryFilter, asked: FilteredEntry, params: BlockFilterParams): string {
  const { entry, block, view } = asked;
  const { candle, bar } = view;
  switch (filter) {
    case 'bias':
      return `${params.biasTimeframe} structure is ${trends[biasOf(view, params).trend]}, the entry a ${entry.zone.direction}.`;
    case 'session':
      return `The candle closed at ${clock(closeTime(candle))}; entries in ${params.sessions.join(', ')}.`;
    case 'age':
      return `Block ${bar - entry.zone.since} candles old (${ageWords(params)}).`;
    case 'displacement':
      return `Displacement ${block.displacement.toFixed(1)} ATR (at least ${params.minDisplacementAtr}).`;
    case 'gap':
      return gapSentence(asked, params);
    case 'sweep':
      return sweepSentence(asked, params);
    case 'depth':
      return depthSentence(asked, params);
    case 'distance':
      return `The close is ${(distanceOf(entry) / view.atr.value).toFixed(1)} ATR away from the entry line (at most ${params.maxDistanceAtr}).`;
    case 'rr':
      return `Reward to risk ${rewardToRisk(entry).toFixed(2)} (at least ${params.minRr}).`;
  }
}

const clock = (time: number): string => `${new Date(time).toISOString().slice(11, 16)} UTC`;

function ageWords({ minAgeBars, maxAgeBars }: BlockFilterParams): string {
  if (maxAgeBars === null) return `at least ${minAgeBars}`;
  return minAgeBars === 0 ? `at most ${maxAgeBars}` : `${minAgeBars} to ${maxAgeBars}`;
}

function gapSentence({ block }: FilteredEntry, { fairValueGap }: BlockFilterParams): string {
  const asked = fairValueGap === 'open' ? '; asked for: one still open' : '';
  return `The leg of the block left ${block.hasGap ? 'a' : 'no'} fair value gap${asked}.`;
}

function sweepSentence({ block }: FilteredEntry, { sweepBars }: BlockFilterParams): string {
  const where = block.side > 0 ? 'below' : 'above';
  const limit = `asked for: at most ${sweepBars} candles before the leg`;
  if (block.sweptAt === null) return `Liquidity ${where} the leg not swept; ${limit}.`;
  const before = block.source - block.sweptAt;
  const when = before > 0 ? `swept ${before} candles before the leg` : 'swept in the leg';
  return `Liquidity ${where} ${when}; ${limit}.`;
}

function depthSentence({ entry, view }: FilteredEntry, { minDepth }: BlockFilterParams): string {
  if (view.dealingRange === null) return 'There is no dealing range yet.';
  const depth = depthIn(view.dealingRange, entry.price, sideOf(entry));
  return `Depth of the entry in the dealing range ${depth.toFixed(2)} (at least ${minDepth}; 0.5 is the middle).`;
}
