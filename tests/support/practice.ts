import { type PracticeSession, type PracticeTrade, practiceTradeSchema } from '#shared/gym/practice.ts';
import type { ContextTrade, TradeContext } from '#shared/gym/tradeContext.ts';

const sessionId = '11111111-1111-4111-8111-111111111111';

/** The same id for the same number. */
export const practiceId = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A long of EURUSD, stop 10 pips, target 3 R, closed at 2 R after an hour. */
export function practiceTrade(change: Partial<PracticeTrade> = {}): PracticeTrade {
  const openedAt = change.openedAt ?? Date.UTC(2026, 2, 4, 10, 15);
  return practiceTradeSchema.parse({
    id: practiceId(1),
    sessionId,
    symbol: 'EURUSD',
    direction: 'long',
    openedAt,
    entry: '1.1000',
    stop: '1.0990',
    target: '1.1030',
    exit: '1.1020',
    closedAt: openedAt + 3_600_000,
    tags: ['london'],
    note: null,
    ...change,
  });
}

export const practiceSession = (change: Partial<PracticeSession> = {}): PracticeSession => ({
  id: sessionId,
  name: 'Wednesday',
  source: 'replay',
  startedAt: Date.UTC(2026, 2, 7, 18),
  note: null,
  ...change,
});

/** A market that the default settings take: with the trend, after a shift, at a block in discount, in London. */
export const tradeContext = (change: Partial<TradeContext> = {}): TradeContext => ({
  atr: 0.001,
  pipAtr: 0.1,
  stopDistanceAtr: 1,
  bias: 'with',
  hasShift: true,
  zones: ['block'],
  farEdgeAtr: 0.75,
  depth: 0.7,
  windows: ['London'],
  ...change,
});

/** So many trades, each with a market that may depend on its number from 0. */
export const contextTrades = (
  count: number,
  make: (index: number) => {
    readonly trade?: Partial<PracticeTrade>;
    readonly context?: Partial<TradeContext> | null;
  } = () => ({}),
): readonly ContextTrade[] =>
  Array.from({ length: count }, (_, index) => {
    const { trade = {}, context = {} } = make(index);
    return {
      trade: practiceTrade({ id: practiceId(index + 1), ...trade }),
      context: context === null ? null : tradeContext(context),
    };
  });
