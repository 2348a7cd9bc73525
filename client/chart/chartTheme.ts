import {
  type CandlestickSeriesPartialOptions,
  type ChartOptions,
  ColorType,
  CrosshairMode,
  type DeepPartial,
  LineStyle,
} from 'lightweight-charts';

/** The colour roles a canvas needs, read from the page's custom properties: a canvas does not inherit them. */
export interface ChartColours {
  readonly ground: string;
  readonly raised: string;
  readonly line: string;
  readonly edge: string;
  readonly ink1: string;
  readonly ink2: string;
  readonly ink3: string;
  readonly onInk: string;
  readonly long: string;
  readonly short: string;
  readonly profit: string;
  readonly loss: string;
  readonly upFill: string;
  readonly upEdge: string;
  readonly upWick: string;
  readonly downFill: string;
  readonly downEdge: string;
  readonly downWick: string;
  readonly labelFont: string;
  readonly tagFont: string;
  readonly fontFamily: string;
}

export function readColours(element: Element): ChartColours {
  const style = getComputedStyle(element);
  const role = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ground: role('ground'),
    raised: role('raised'),
    line: role('line'),
    edge: role('edge'),
    ink1: role('ink1'),
    ink2: role('ink2'),
    ink3: role('ink3'),
    onInk: role('on-ink'),
    long: role('long'),
    short: role('short'),
    profit: role('profit'),
    loss: role('loss'),
    upFill: role('candle-up'),
    upEdge: role('candle-up-edge'),
    upWick: role('candle-up-wick'),
    downFill: role('candle-down'),
    downEdge: role('candle-down-edge'),
    downWick: role('candle-down-wick'),
    labelFont: `620 10px ${style.fontFamily}`,
    tagFont: `600 11px ${style.fontFamily}`,
    fontFamily: style.fontFamily,
  };
}

/** Calls back when the page's theme may have changed: a choice on the root element, or the system's own switch. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  const system = matchMedia('(prefers-color-scheme: light)');
  system.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    system.removeEventListener('change', changed);
  };
}

export function chartColourOptions(colours: ChartColours): DeepPartial<ChartOptions> {
  const crosshair = {
    color: colours.ink2,
    width: 1,
    style: LineStyle.Dotted,
    labelBackgroundColor: colours.ink2,
  } as const;
  return {
    layout: {
      background: { type: ColorType.Solid, color: colours.ground },
      textColor: colours.ink3,
      fontFamily: colours.fontFamily,
      fontSize: 11,
    },
    grid: { vertLines: { visible: false }, horzLines: { color: withAlpha(colours.line, 0.55) } },
    crosshair: { mode: CrosshairMode.Normal, vertLine: crosshair, horzLine: crosshair },
    timeScale: { borderColor: colours.line },
  };
}

export const seriesColourOptions = (colours: ChartColours): CandlestickSeriesPartialOptions => ({
  upColor: colours.upFill,
  downColor: colours.downFill,
  borderUpColor: colours.upEdge,
  borderDownColor: colours.downEdge,
  wickUpColor: colours.upWick,
  wickDownColor: colours.downWick,
});

/** "#2d2f2a" with an opacity; other notations stay opaque. */
function withAlpha(colour: string, alpha: number): string {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  return `${colour}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`;
}
