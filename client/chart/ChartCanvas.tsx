import { useEffect, useEffectEvent, useLayoutEffect, useRef } from 'react';
import type { CandleTuple } from '#shared/sync/chart.ts';
import { type ChartContent, ChartHost } from './chartHost.ts';
import { onThemeChange, readColours } from './chartTheme.ts';

export interface ChartCanvasProps {
  readonly content: ChartContent;
  readonly timeZone: string;
  readonly takesVerticalDrag: boolean;
  readonly firstBars: number;
  readonly onCrosshair: (candle: CandleTuple | null) => void;
  readonly onOldest: () => void;
}

/** The chart library on an element; loaded on its own, see `PriceChart`. */
export function ChartCanvas({
  content,
  timeZone,
  takesVerticalDrag,
  firstBars,
  onCrosshair,
  onOldest,
}: ChartCanvasProps) {
  const element = useRef<HTMLDivElement>(null);
  const host = useRef<ChartHost | null>(null);
  const crosshairMoved = useEffectEvent(onCrosshair);
  const oldestReached = useEffectEvent(onOldest);
  const firstContent = useEffectEvent(() => ({ content, firstBars }));

  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return;
    const first = firstContent();
    const chart = new ChartHost(node, first.content, {
      timeZone,
      takesVerticalDrag,
      firstBars: first.firstBars,
      colours: readColours(node),
      onCrosshair: crosshairMoved,
      onOldest: oldestReached,
    });
    host.current = chart;
    const recolour = () => chart.recolour(readColours(node));
    const stopWatching = onThemeChange(recolour);
    // A canvas drawn before the font has come keeps the fallback's shapes and widths.
    let isGone = false;
    document.fonts.ready.then(() => !isGone && recolour()).catch(() => undefined);
    return () => {
      isGone = true;
      stopWatching();
      chart.destroy();
      host.current = null;
    };
  }, [timeZone, takesVerticalDrag]);

  useEffect(() => host.current?.show(content), [content]);

  return <div className="chart-canvas" ref={element} aria-hidden="true" />;
}
