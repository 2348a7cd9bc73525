import type { ISeriesPrimitive, Time } from 'lightweight-charts';
import { withPen } from './pen.ts';
import type { Scene } from './scene.ts';

const bosDash = { on: 3, off: 2 };

/** BOS dashed, CHoCH solid, and every label of the pane that is not part of the position box. */
export function structurePrimitive(scene: Scene): ISeriesPrimitive<Time> {
  const lines = {
    draw: (target: Parameters<typeof withPen>[0]) => {
      const breaks = scene.layout()?.breaks ?? [];
      withPen(target, (pen) => {
        for (const line of breaks) {
          pen.horizontal(line, scene.content.colours.ink2, line.kind === 'bos' ? bosDash : undefined);
        }
      });
    },
  };
  const labels = {
    draw: (target: Parameters<typeof withPen>[0]) => {
      const placed = scene.layout()?.labels ?? [];
      const { colours } = scene.content;
      withPen(target, (pen) => {
        for (const label of placed) {
          const colour = label.tone === 'structure' ? colours.ink2 : colours[label.tone];
          pen.text({ ...label, font: colours.labelFont, colour, halo: colours.ground });
        }
      });
    },
  };
  const views = [
    { zOrder: () => 'bottom' as const, renderer: () => lines },
    { zOrder: () => 'normal' as const, renderer: () => labels },
  ];
  return { paneViews: () => views };
}
