import type { Estimate, Share } from './estimates.ts';
import { type HumanModel, isMostly, isRarely, minPracticeTrades } from './humanModel.ts';

/** What the trader does, in plain sentences with the number of trades and the interval beside every figure. */
export function humanStatement(model: HumanModel): readonly string[] {
  if (model.trades < minPracticeTrades) return [tooFew(model.trades)];
  return [
    whatIsTaken(model),
    whereItIsTaken(model),
    ...(model.stopDistanceAtr ? [`Your stop is ${figure(model.stopDistanceAtr, 'ATR')}.`] : []),
    ...model.stopPips.map(({ symbol, pips }) => `On ${symbol} your stop is ${figure(pips, 'pips')}.`),
    ...(model.stopBeyondAtr ? [beyondZone(model.stopBeyondAtr)] : []),
    ...(model.targetR ? [`Your target is ${figure(model.targetR, 'R')}.`] : []),
    ...stillDefault(model),
  ];
}

const tooFew = (trades: number): string =>
  `${trades} practice ${trades === 1 ? 'trade' : 'trades'}: too few to learn from, so all parameters are the ` +
  `defaults. At least ${minPracticeTrades} are needed.`;

function whatIsTaken(model: HumanModel): string {
  const { longs, inFavour, withBias, afterShift } = model;
  const sides = isMostly(longs) ? 'mostly longs' : isRarely(longs) ? 'mostly shorts' : 'longs and shorts';
  const parts = [
    `You take ${sides}`,
    ...habit(inFavour, partWords(longs)),
    ...habit(withBias, {
      is: 'with the H4 trend',
      isNot: 'against the H4 trend',
      mixed: 'with and against the H4 trend',
    }),
    ...habit(afterShift, {
      is: 'after an M15 shift',
      isNot: 'without an M15 shift',
      mixed: 'with or without an M15 shift',
    }),
  ];
  return `${parts.join(', ')}.`;
}

/** The cheap end of the range is discount; what is cheap for a short is premium. */
function partWords(longs: Share): Words {
  const mixed = 'in all parts of the H4 range';
  if (isMostly(longs)) return { is: 'in discount', isNot: 'in premium', mixed };
  if (isRarely(longs)) return { is: 'in premium', isNot: 'in discount', mixed };
  return {
    is: 'longs in discount and shorts in premium',
    isNot: 'longs in premium and shorts in discount',
    mixed,
  };
}

interface Words {
  readonly is: string;
  readonly isNot: string;
  readonly mixed: string;
}

function habit(share: Share, { is, isNot, mixed }: Words): readonly string[] {
  if (share.n === 0) return [];
  const words = isMostly(share) ? is : isRarely(share) ? isNot : mixed;
  return [`${words} (${percent(share)})`];
}

function whereItIsTaken({ zones, windows, known, trades }: HumanModel): string {
  if (known === 0) return `None of the ${trades} trades has candles to see its market by.`;
  const names = { block: 'order block', gap: 'fair value gap' } as const;
  const at = zones.map(({ kind, taken }) => `${names[kind]} ${percent(taken)}`).join('; ');
  const when = windows.map(({ name, taken }) => `${name} ${percent(taken)}`).join('; ');
  const rest = known === trades ? '' : ` The market of ${trades - known} trades is not known.`;
  return `Entry zones: ${at}. Hours: ${when}.${rest}`;
}

function beyondZone({ n, value, low, high }: Estimate): string {
  const turned = (edge: number | null) => (edge === null ? null : -edge);
  const [away, where] =
    value < 0
      ? [
          { n, value: -value, low: turned(high), high: turned(low) },
          'before the far edge of the zone, inside of it',
        ]
      : [{ n, value, low, high }, 'beyond the far edge of the zone'];
  return `The stop stands ${figure(away, `ATR ${where}`)}.`;
}

function stillDefault({ learned, settings }: HumanModel): readonly string[] {
  const words: Readonly<Record<keyof typeof settings, string>> = {
    stopAtr: 'stop beyond the zone',
    rr: 'target',
    zones: 'entry zones',
    bias: 'H4 trend',
    needsShift: 'M15 shift',
    minDepth: 'depth',
    sessions: 'hours',
  };
  const missing = Object.entries(words).filter(([name]) => !learned.some((one) => one === name));
  if (missing.length === 0) return [];
  const list = missing.map(([, word]) => word).join(', ');
  return [`Too few trades tell about these, so they are the defaults: ${list}.`];
}

const digits = (value: number): string => value.toFixed(Math.abs(value) >= 100 ? 0 : 1);

function figure({ value, low, high, n }: Estimate, unit: string): string {
  const span = low === null || high === null ? 'interval unknown' : `${digits(low)}–${digits(high)}`;
  return `${digits(value)} ${unit} (${span}), n ${n}`;
}

function percent({ share, low, high, n }: Share): string {
  if (share === null || low === null || high === null) return 'unknown, n 0';
  const whole = (part: number) => Math.round(part * 100);
  return `${whole(share)} %, ${whole(low)}–${whole(high)} %, n ${n}`;
}
