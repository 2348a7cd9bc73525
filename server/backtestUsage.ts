import { modes } from '#shared/executors/modes.ts';
import { timeframes } from '#shared/market/timeframe.ts';
import { strategies } from '#shared/strategies/registry.ts';

const strategyNames = Object.keys(strategies).join(', ');
const modeNames = Object.keys(modes).join(', ');

export const backtestUsage = `Breaker's backtest: recorded candles through a strategy and a mode, with fees.

  npm run backtest -- --strategy <name> --mode <mode> --data <files or folders> [options]     a report
  npm run backtest -- --strategy <name> --mode <mode> --input <file> [--json] [options]       its trades

  --strategy <name>        ${strategyNames}; default progressive-smc
  --mode <mode>            ${modeNames}: A enters at the close of a candle, B by a resting limit order; default of a
                           report A; human-trained reads 5m candles and those of 15m and 4h made of them, and trades
                           in mode B alone: its default
  --input <file>           candles as CSV or CSV.gz; may be given more than once
  --json                   one JSON object a line for every closed trade, nothing else on stdout

The report: every series on an account of its own, all of them judged together, with what chance would make of it
  --data <files or folders...>  CSV or CSV.gz; of folders the files of the strategy's timeframes
  --out <file.html>        the report as a page that stands alone
  --json                   the report as one JSON object, nothing else on stdout
  --in-sample <percent>    of the time, from its start; the rest is out of sample; default 70
  --seed <number>          of everything that is drawn by chance; default 1

What is traded
  --from <date>            first candle that may trade (those before it warm the engine up): 2026-03-04 or 2026-03-04T10:15Z
  --to <date>              trade candles that open before it
  --symbol <symbol>        when the files' names do not tell it
  --timeframe <timeframe>  ${timeframes.join(', ')}; when neither name nor rows tell it
  --time-zone <zone>       of dates in the files that name none; default UTC
  --skip-bad               trade the good rows of files that have faults
  --config <file>          parameters of the engine as JSON; what is not set keeps its default
  --params <file>          parameters of the strategy, and of the mode that trades it, as JSON, like {"minDepth": 0.5,
                           "cooldownBars": 5}; default: those the strategy runs with live, of config/strategies.json
  --finer <files...>       shorter candles of the same symbols, CSV or CSV.gz: they tell what came first in candles that do
                           not tell it themselves; among --data such files are found by their names
  --tick, --contract-value, --size-step <number>
                           of the instrument; default: config/symbols.json, else told by the file

Money
  --account <file>         JSON like {"initialBalance": "10000", "riskPerTradePct": "1"}, in place of --capital and --risk-pct
  --capital <amount>       at the start, for each file; default 10000
  --sizing <risk|share>    risk: at most --risk-pct of the capital is lost at the stop, capped by the share (default);
                           share: 40 % x 20 on fresh blocks, 30 % x 10 on breakers
  --risk-pct <percent>     default 1; of human-trained 0.5

Costs (fractions: 0.0005 is 0.05 %)
  --fees <maker/taker>     both fees at once, 0.0002/0.0005; one number counts for both
  --taker <fraction>       default: the instrument's own
  --maker <fraction>       default 0.0002, at most the taker fee
  --fee-tax <fraction>     on top of the fees; default 0
  --slippage <fraction>    of the price, on market orders and stops; default 0
  --spread <price>         half of it is paid on every fill; default: the usual one of config/symbols.json; of what nobody
                           described that of its kind, none of coins
  --funding <file>         CSV with time, symbol, rate: what longs pay shorts at a time, as a fraction of the value they hold
  --funding-rate <fraction>
                           of coins that the file does not name, at 00:00, 08:00 and 16:00 UTC; default 0
  --fill <touch|through>   whether a limit fills when price touches it, or only when it trades through; default touch

  --help                   this text
`;
