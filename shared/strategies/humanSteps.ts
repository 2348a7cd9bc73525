import type { UnixMs } from '../market/candle.ts';
import { inPips } from '../market/pip.ts';
import { priceDigits, type SymbolSpec } from '../market/symbol.ts';
import type { Side } from '../smc/events.ts';
import type { GateStep } from './baseStrategy.ts';
import type { HumanTrainedParams } from './humanParams.ts';
import { type HumanReading, type PricedZone, sidesOf, type ZoneReading } from './humanReading.ts';

interface Words {
  readonly spec: SymbolSpec;
  readonly params: HumanTrainedParams;
}

const biased = (side: Side | 0): string => (side === 0 ? 'none' : side > 0 ? 'bullish' : 'bearish');
const clock = (time: UnixMs): string => `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const percent = (share: number): string => `${Math.round(100 * share)} %`;

/** The gates in their order, up to the one that closed; of the zones the best, or the one that came farthest. */
export function stepsOf(reading: HumanReading, words: Words): readonly GateStep[] {
  const { closedBy } = reading;
  const steps: GateStep[] = [];
  for (const gate of gatesOf(words)) {
    steps.push({ gate, isOpen: gate !== closedBy, text: sentence(gate, reading, words) });
    if (gate === closedBy) return steps;
  }
  const zone = reading.zones.find((each) => each.closedBy === closedBy);
  return zone === undefined ? steps : [...steps, ...zoneSteps(zone, reading, words)];
}

type FirstGate = 'atr' | 'session' | 'bias' | 'shift' | 'range' | 'zone';

/** Those that come before a zone is looked at; hours are a gate only for those who keep to some. */
const gatesOf = ({ params }: Words): readonly FirstGate[] => [
  'atr',
  ...(params.sessions.length > 0 ? (['session'] as const) : []),
  ...(['bias', 'shift', 'range', 'zone'] as const),
];

/** Why a trader would take this zone. */
export const reasonsOf = (zone: ZoneReading, reading: HumanReading, words: Words): readonly string[] => [
  ...(words.params.sessions.length > 0 ? [sentence('session', reading, words)] : []),
  sentence('bias', reading, words),
  sentence('shift', reading, words),
  ...zoneSteps(zone, reading, words).map(({ text }) => text),
];

function sentence(gate: FirstGate, reading: HumanReading, words: Words) {
  const { atr, range, at } = reading;
  const price = (value: number) => value.toFixed(priceDigits(words.spec.tick));
  switch (gate) {
    case 'atr':
      return `M5 ATR ${atr.value.toPrecision(4)}, ${atr.warm ? 'warm' : 'not yet over its full length'}.`;
    case 'session':
      return `The candle closed ${clock(at)}; entries in ${words.params.sessions.join(', ')}.`;
    case 'bias':
      return biasSentence(reading, words);
    case 'shift':
      return shiftSentence(reading, words);
    case 'range':
      return range === null
        ? 'H4 has no dealing range.'
        : `H4 dealing range ${price(range.low)} to ${price(range.high)}.`;
    case 'zone':
      return zoneSentence(reading, words);
  }
}

function biasSentence({ bias }: HumanReading, { params }: Words): string {
  if (bias === 0) return 'H4 has no trend yet: no bias.';
  const trend = `H4 structure is ${biased(bias)}`;
  switch (params.bias) {
    case 'with':
      return `${trend}: the bias.`;
    case 'against':
      return `${trend}; trades go against it.`;
    case 'any':
      return `${trend}; trades go either way.`;
  }
}

function zoneSentence({ bias, shift, zones }: HumanReading, { params }: Words): string {
  const sides = params.needsShift && shift !== null ? [shift.side] : sidesOf(bias, params);
  const side = sides.map(biased).join(' or ');
  const left = params.needsShift ? 'left behind by the leg' : 'standing';
  if (zones.length > 0) return `${zones.length} ${side} M5 ${zones.length === 1 ? 'zone' : 'zones'} ${left}.`;
  const kinds = { block: `fresh ${side} M5 block`, gap: 'open gap' } as const;
  const missing = params.zones.map((kind) => kinds[kind]).join(' or ');
  return params.needsShift ? `No ${missing} was left behind by the leg.` : `No ${missing} stands.`;
}

function shiftSentence({ shift, bias, at }: HumanReading, { spec, params }: Words): string {
  if (shift === null) return 'M15 has not broken structure yet: no shift.';
  const level = shift.level.toFixed(priceDigits(spec.tick));
  const kind = shift.kind === 'bos' ? 'BOS' : 'CHoCH';
  const what = `M15 ${biased(shift.side)} ${kind} at ${level}, closed ${clock(shift.closeTime)}`;
  if (!params.needsShift) return `${what}; no shift is asked for.`;
  if (!sidesOf(bias, params).includes(shift.side)) {
    return `${what}: ${params.bias === 'with' ? 'against the bias' : 'with the H4 trend'}.`;
  }
  const minutes = Math.round((at - shift.closeTime) / 60_000);
  const limit = Math.round(params.shiftAgeMs / 60_000);
  const leg = `leg from ${clock(shift.sourceTime)}`;
  return `${what}, ${minutes} minutes ago (at most ${limit}), ${leg}.`;
}

function zoneSteps(read: ZoneReading, { close }: HumanReading, words: Words): readonly GateStep[] {
  const { zone, closedBy, position, overlapsGap } = read;
  const price = (value: number) => value.toFixed(priceDigits(words.spec.tick));
  const part = position < 0.5 ? 'discount' : position > 0.5 ? 'premium' : 'equilibrium';
  const name = `M5 ${zone.state} ${price(zone.bottom)}–${price(zone.top)}${overlapsGap ? ' with a gap in it' : ''}`;
  const location = `${name}: its middle is at ${percent(position)} of the H4 range, ${part}.`;
  const first: GateStep = { gate: 'location', isOpen: closedBy !== 'location', text: location };
  if (read.closedBy === 'location') return [first];
  const where = closedBy === 'price' ? 'is not ahead of' : 'waits ahead of';
  const ahead = `Entry ${price(zone.entry)} ${where} the close ${price(close)}.`;
  const second: GateStep = { gate: 'price', isOpen: closedBy !== 'price', text: ahead };
  if (read.closedBy === 'price') return [first, second];
  return [first, second, ...orderSteps(zone.entry, read, words)];
}

function orderSteps(entry: number, read: PricedZone, { spec, params }: Words): readonly GateStep[] {
  const { closedBy, isSwept, hasInducement, stop, target, roundTrip } = read;
  const price = (value: number) => value.toFixed(priceDigits(spec.tick));
  const asked = params.liquidity === 'none' ? '' : `; asked for: ${params.liquidity}`;
  const taken = `Liquidity before the leg ${isSwept ? 'swept' : 'not swept'}; inducement ${hasInducement ? 'taken' : 'none'}${asked}.`;
  const liquidity: GateStep = { gate: 'liquidity', isOpen: closedBy !== 'liquidity', text: taken };
  if (closedBy === 'liquidity') return [liquidity];
  const risk = Math.abs(entry - stop);
  const pips = spec.kind === 'crypto' ? '' : ` (${inPips(risk, spec)} pips)`;
  const costs = `${roundTrips(risk, roundTrip)} (at least ${params.minRoundTrips})`;
  const text = `Stop ${price(stop)}, risk ${price(risk)}${pips}, ${costs}; target ${price(target)}, ${rrOf(entry, read).toFixed(2)} R.`;
  return [liquidity, { gate: 'risk', isOpen: closedBy === null, text }];
}

const roundTrips = (risk: number, one: number): string =>
  one === 0 ? 'round trips cost nothing' : `${(risk / one).toFixed(1)} round trips`;

/** Reward to risk from the prices that would be used. */
export const rrOf = (entry: number, { stop, target }: Pick<PricedZone, 'stop' | 'target'>): number =>
  Math.abs(target - entry) / Math.abs(entry - stop);
