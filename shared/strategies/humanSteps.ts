import type { UnixMs } from '../market/candle.ts';
import { inPips } from '../market/pip.ts';
import { priceDigits, type SymbolSpec } from '../market/symbol.ts';
import type { Side } from '../smc/events.ts';
import type { GateStep } from './baseStrategy.ts';
import type { HumanTrainedParams } from './humanParams.ts';
import type { HumanReading, PricedZone, ZoneReading } from './humanReading.ts';

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
  const asked = ['atr', 'bias', 'shift', 'range', 'zone'] as const;
  const steps: GateStep[] = [];
  for (const gate of asked) {
    steps.push({ gate, isOpen: gate !== closedBy, text: sentence(gate, reading, words) });
    if (gate === closedBy) return steps;
  }
  const zone = reading.zones.find((each) => each.closedBy === closedBy);
  return zone === undefined ? steps : [...steps, ...zoneSteps(zone, reading, words)];
}

/** Why a trader would take this zone. */
export const reasonsOf = (zone: ZoneReading, reading: HumanReading, words: Words): readonly string[] => [
  sentence('bias', reading, words),
  sentence('shift', reading, words),
  ...zoneSteps(zone, reading, words).map(({ text }) => text),
];

function sentence(gate: 'atr' | 'bias' | 'shift' | 'range' | 'zone', reading: HumanReading, words: Words) {
  const { atr, bias, range, zones } = reading;
  const price = (value: number) => value.toFixed(priceDigits(words.spec.tick));
  switch (gate) {
    case 'atr':
      return `M5 ATR ${atr.value.toPrecision(4)}, ${atr.warm ? 'warm' : 'not yet over its full length'}.`;
    case 'bias':
      return bias === 0 ? 'H4 has no trend yet: no bias.' : `H4 structure is ${biased(bias)}: the bias.`;
    case 'shift':
      return shiftSentence(reading, words);
    case 'range':
      return range === null
        ? 'H4 has no dealing range.'
        : `H4 dealing range ${price(range.low)} to ${price(range.high)}.`;
    case 'zone':
      return zones.length === 0
        ? `No fresh ${biased(bias)} M5 block or open gap was left behind by the leg.`
        : `${zones.length} ${biased(bias)} M5 ${zones.length === 1 ? 'zone' : 'zones'} left behind by the leg.`;
  }
}

function shiftSentence({ shift, bias, at }: HumanReading, { spec, params }: Words): string {
  if (shift === null) return 'M15 has not broken structure yet: no shift.';
  const level = shift.level.toFixed(priceDigits(spec.tick));
  const kind = shift.kind === 'bos' ? 'BOS' : 'CHoCH';
  const what = `M15 ${biased(shift.side)} ${kind} at ${level}, closed ${clock(shift.closeTime)}`;
  if (shift.side !== bias) return `${what}: against the bias.`;
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
