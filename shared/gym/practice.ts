import { z } from 'zod';
import { amountSchema } from '../market/money.ts';
import { plainTextSchema } from '../plainText.ts';
import { directionSchema } from '../trading/signal.ts';

/** How the trades of a session came here: taken during a bar replay, typed in, or read from a file. */
const practiceSourceSchema = z.enum(['replay', 'typed', 'imported']);

/** Epoch ms up to the end of the year 9999, which every clock and database can write. */
const momentSchema = z.int().min(0).max(253_402_300_799_999);
const noteSchema = plainTextSchema.trim().max(2_000).nullable();

export const practiceSessionSchema = z.strictObject({
  /** Made on the device: sent twice, it is the same session. */
  id: z.uuid(),
  name: plainTextSchema.trim().min(1).max(80),
  source: practiceSourceSchema,
  /** When it was practised, not the time of the market that was replayed. */
  startedAt: momentSchema,
  note: noteSchema,
});
export type PracticeSession = Readonly<z.infer<typeof practiceSessionSchema>>;

const draftShape = {
  symbol: z.string().regex(/^[A-Z0-9._-]{2,24}$/, 'expected a symbol, like "EURUSD"'),
  direction: directionSchema,
  /** Market time of the entry. */
  openedAt: momentSchema,
  entry: amountSchema,
  /** The first stop; without one the result in R is unknown. */
  stop: amountSchema.nullable(),
  target: amountSchema.nullable(),
  /** null while open, and for a trade that was only planned. */
  exit: amountSchema.nullable(),
  closedAt: momentSchema.nullable(),
  tags: z
    .array(
      plainTextSchema
        .trim()
        .min(1)
        .max(40)
        .regex(/^[^|]*$/, 'expected no "|"'),
    )
    .max(12)
    .readonly(),
  note: noteSchema,
};

/** What a trader says of one manual trade. */
export const practiceTradeDraftSchema = z.strictObject(draftShape).superRefine(tellFaults);
export type PracticeTradeDraft = Readonly<z.infer<typeof practiceTradeDraftSchema>>;

export const practiceTradeSchema = z
  .strictObject({ id: z.uuid(), sessionId: z.uuid(), ...draftShape })
  .superRefine(tellFaults);
export type PracticeTrade = Readonly<z.infer<typeof practiceTradeSchema>>;

/** 1 for a long, -1 for a short. */
export const signOf = ({ direction }: Pick<PracticeTrade, 'direction'>): 1 | -1 =>
  direction === 'long' ? 1 : -1;

/** Distance from the entry to the first stop; null without a stop. */
export const riskOf = ({ entry, stop }: Pick<PracticeTrade, 'entry' | 'stop'>): number | null =>
  stop === null ? null : Math.abs(Number(entry) - Number(stop));

/** The planned reward in R; null without stop or target. */
export function targetROf(trade: PracticeTradeDraft): number | null {
  const risk = riskOf(trade);
  if (risk === null || trade.target === null) return null;
  return Math.abs(Number(trade.target) - Number(trade.entry)) / risk;
}

/** What the trade made in R, before costs, which practice does not know; null without stop or exit. */
export function resultROf(trade: PracticeTradeDraft): number | null {
  const risk = riskOf(trade);
  if (risk === null || trade.exit === null) return null;
  return (signOf(trade) * (Number(trade.exit) - Number(trade.entry))) / risk;
}

interface Faults {
  addIssue(issue: { code: 'custom'; path: string[]; message: string }): void;
}

function tellFaults(trade: Omit<PracticeTradeDraft, 'tags' | 'note' | 'symbol'>, faults: Faults): void {
  const tell = (path: string, message: string) => faults.addIssue({ code: 'custom', path: [path], message });
  const ahead = (price: string) => signOf(trade) * (Number(price) - Number(trade.entry));
  const [below, above] = trade.direction === 'long' ? ['below', 'above'] : ['above', 'below'];
  if (trade.stop !== null && ahead(trade.stop) >= 0)
    tell('stop', `the stop of a ${trade.direction} is ${below} its entry ${trade.entry}`);
  if (trade.target !== null && ahead(trade.target) <= 0)
    tell('target', `the target of a ${trade.direction} is ${above} its entry ${trade.entry}`);
  if (trade.closedAt !== null && trade.exit === null) tell('exit', 'an exit time needs an exit price');
  if (trade.closedAt !== null && trade.closedAt < trade.openedAt)
    tell('closedAt', 'the exit is earlier than the entry');
}
