import type { UnixMs } from '../market/candle.ts';
import { inPips } from '../market/pip.ts';
import { priceDigits, type SymbolSpec } from '../market/symbol.ts';
import type { Side } from '../smc/events.ts';
import type { GateStep } from './baseStrategy.ts';
import type { HumanTrainedParams } from './humanParams.ts';
import type { HumanReading, ZoneReading } from './humanReading.ts';

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
  const { spec, params } = words;
  const price = (value: number) => value.toFixed(priceDigits(spec.tick));
  const part = position < 0.5 ? 'discount' : position > 0.5 ? 'premium' : 'equilibrium';
  const name = `M5 ${zone.state === 'gap' ? 'gap' : 'block'} ${price(zone.bottom)}–${price(zone.top)}`;
  const risk = Math.abs(zone.entry - read.stop);
  const pips = spec.kind === 'crypto' ? '' : ` (${inPips(risk, spec)} pips)`;
  const texts = {
    location: `${name}${overlapsGap ? ' with a gap in it' : ''}: its middle is at ${percent(position)} of the H4 range, ${part}.`,
    price: `Entry ${price(zone.entry)} ${closedBy === 'price' ? 'is not ahead of' : 'waits ahead of'} the close ${price(close)}.`,
    liquidity: `Liquidity before the leg ${read.isSwept ? 'swept' : 'not swept'}; inducement ${read.hasInducement ? 'taken' : 'none'}${params.liquidity === 'none' ? '' : `; asked for: ${params.liquidity}`}.`,
    risk: `Stop ${price(read.stop)}, risk ${price(risk)}${pips}, ${roundTrips(risk, read.roundTrip)} (at least ${params.minRoundTrips}); target ${price(read.target)}, ${rrOf(read).toFixed(2)} R.`,
  };
  const steps: GateStep[] = [];
  for (const gate of ['location', 'price', 'liquidity', 'risk'] as const) {
    steps.push({ gate, isOpen: gate !== closedBy, text: texts[gate] });
    if (gate === closedBy) break;
  }
  return steps;
}

const roundTrips = (risk: number, one: number): string =>
  one === 0 ? 'round trips cost nothing' : `${(risk / one).toFixed(1)} round trips`;

/** Reward to risk from the prices that would be used. */
export const rrOf = ({ zone, stop, target }: Pick<ZoneReading, 'zone' | 'stop' | 'target'>): number =>
  Math.abs(target - zone.entry) / Math.abs(zone.entry - stop);
