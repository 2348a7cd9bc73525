import type { ChosenMarket } from './chosenMarket.ts';
import type { MarketChoice } from './config.ts';
import { openRecording } from './feed/recording.ts';
import { createReplay } from './feed/replayFeed.ts';
import { systemTimer } from './systemTimer.ts';

/** Recorded candles, the sample among them. */
export async function openRecordedMarket(
  choice: Extract<MarketChoice, { kind: 'replay' | 'sample' }>,
): Promise<ChosenMarket> {
  const recording = await openRecording(choice);
  const { kind, label, schema, source, specs, warmupCandles } = recording;
  return {
    label,
    schema,
    series: source,
    specs,
    told: new Set(),
    open({ tail }) {
      const replay = createReplay({
        kind,
        source,
        speed: choice.speed,
        from: choice.from ?? recording.from,
        warmupCandles,
        resumeAfter: tail.newestOpenTimes,
        reached: tail.lastFactAt,
        timer: systemTimer,
      });
      return Promise.resolve({ ...replay, ingest: null, close: () => Promise.resolve() });
    },
  };
}
