import type { ISeriesPrimitive, Time } from 'lightweight-charts';
import { type Pen, withPen } from './pen.ts';
import type { Scene } from './scene.ts';
import type { ZoneBox } from './zoneGeometry.ts';

const fillAlpha = { fresh: 0.18, touched: 0.13, breaker: 0.1, ended: 0.05 } as const;
const outlineAlpha = { fresh: 0.75, touched: 0.75, breaker: 0.75, ended: 0.3 } as const;
const sourceEdge = 2;

/** All order blocks in one primitive, under grid and candles. */
export function zonesPrimitive(scene: Scene): ISeriesPrimitive<Time> {
  const renderer = {
    draw: (target: Parameters<typeof withPen>[0]) => {
      const zones = scene.layout()?.zones ?? [];
      if (zones.length === 0) return;
      withPen(target, (pen) => {
        // What matters most is drawn last: the zones come nearest first.
        for (const zone of zones.toReversed()) drawZone(pen, zone, scene.content.colours[zone.side]);
      });
    },
  };
  const views = [{ zOrder: () => 'bottom' as const, renderer: () => renderer }];
  return { paneViews: () => views };
}

function drawZone(pen: Pen, zone: ZoneBox, colour: string): void {
  pen.fill(zone, colour, fillAlpha[zone.look]);
  if (zone.look === 'breaker') pen.hatch(zone, colour, 0.32);
  if (zone.look === 'ended') pen.hatch(zone, colour, 0.12);
  pen.outline(zone, colour, outlineAlpha[zone.look]);
  if (zone.showsSource && zone.look !== 'ended') {
    pen.fill({ ...zone, right: zone.left + sourceEdge }, colour, 1);
  }
}
