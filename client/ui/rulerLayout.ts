export type RulerAnchor = 'start' | 'end';

export interface RulerLayout {
  /** Place of a result on the ruler, in percent of its width. */
  readonly percent: (r: number) => number;
  /** Words that find room, with the end of the word that stands at its mark. */
  readonly words: { readonly entry: boolean; readonly target: RulerAnchor | null };
}

/** Room a word takes, in percent of a narrow phone's width. */
const stopWord = 18;
const entryWord = 12;
const targetWord = 30;

/** A trade from its stop at −1R to its target, wide enough for the result wherever it ended. */
export function layOutRuler(target: number, result: number | null): RulerLayout {
  const end = result ?? 0;
  const low = Math.min(-1.2, end - 0.2);
  const high = Math.max(target + 0.2, end + 0.2);
  const percent = (r: number) => ((r - low) / (high - low)) * 100;
  const afterStop = percent(-1) + stopWord;
  const anchor = anchorOfTarget(percent(target), afterStop);
  const targetFrom = anchor === 'end' ? percent(target) - targetWord : percent(target);
  const isEntryFree = percent(0) >= afterStop && (anchor === null || percent(0) + entryWord <= targetFrom);
  return { percent, words: { entry: isEntryFree, target: anchor } };
}

function anchorOfTarget(at: number, afterStop: number): RulerAnchor | null {
  if (at - targetWord >= afterStop) return 'end';
  return at >= afterStop && at + targetWord <= 100 ? 'start' : null;
}
