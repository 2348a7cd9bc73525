import { type ChartOptions, type DeepPartial, TickMarkType, type Time } from 'lightweight-charts';
import { type ChartColours, chartColourOptions } from './chartTheme.ts';
import { axisLabel, momentLabel } from './chartTime.ts';

const axisWidth = 58;

const weights = {
  [TickMarkType.Year]: 'year',
  [TickMarkType.Month]: 'month',
  [TickMarkType.DayOfMonth]: 'day',
  [TickMarkType.Time]: 'time',
  [TickMarkType.TimeWithSeconds]: 'time',
} as const;

/** How every chart of the product behaves; colours come from the theme and change with it. */
export function chartOptions({
  colours,
  takesVerticalDrag,
  wallTime,
}: {
  readonly colours: ChartColours;
  readonly takesVerticalDrag: boolean;
  /** Local wall time in ms of a time on the chart. */
  readonly wallTime: (time: Time) => number;
}): DeepPartial<ChartOptions> {
  const coloured = chartColourOptions(colours);
  return {
    ...coloured,
    // The logo brings a style of its own, which the security policy forbids; the credit stands in words instead.
    layout: { ...coloured.layout, attributionLogo: false },
    autoSize: true,
    rightPriceScale: {
      borderVisible: false,
      minimumWidth: axisWidth,
      scaleMargins: { top: 0.08, bottom: 0.08 },
      entireTextOnly: true,
    },
    timeScale: {
      ...coloured.timeScale,
      timeVisible: true,
      secondsVisible: false,
      minBarSpacing: 1,
      allowBoldLabels: false,
      lockVisibleTimeRangeOnResize: true,
      tickMarkFormatter: (time: Time, weight: TickMarkType) => axisLabel(wallTime(time), weights[weight]),
    },
    localization: { timeFormatter: (time: Time) => momentLabel(wallTime(time)) },
    handleScroll: { vertTouchDrag: takesVerticalDrag },
    kineticScroll: { touch: true, mouse: false },
  };
}
