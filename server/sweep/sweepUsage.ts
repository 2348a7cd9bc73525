import { mostCombinations } from '#shared/backtest/grid.ts';

export const sweepUsage = `Breaker's sweep: many parameters on recorded candles, judged on candles that did not choose them.

  npm run sweep -- --strategy <name> --grid <params.json> --data <files or folders...> [options]

  --grid <file>            JSON, each parameter to a list of values: {"entryPenetration": [0.1, 0.2], "freshTargetAtr": [2, 3]}
                           known are those of the strategy and, if it trades zones, of its executor; an unknown one is an
                           error that names them; a value may be a list of names: {"sessions": [[], ["London", "New York"]]}; at most
                           ${mostCombinations} combinations
  --walk-forward <steps>   so many times the best of one window is judged on the next; default 6, that makes 7 windows
  --training <windows>     rolling: chosen on the one window before (default); anchored: on all windows before
  --workers <threads>      default 2; the result does not depend on it
  --queue                  the same through the database: npm run worker on this and other machines takes part, a worker
                           that dies loses nothing, and after a stop the same command goes on where it was
  --top <combinations>     that are shown; default 10
  --json                   everything as one JSON object, nothing else on stdout
  --seed <number>          of everything that is drawn by chance; default 1

What is traded, money and costs: the options of npm run backtest -- --help, but for --input, --out and --in-sample.

Environment
  DATA_DIR, DATABASE_URL   with --queue, as for npm start; other machines need the same DATABASE_URL

How it judges
  Every combination trades the whole span once. A trade belongs to the window of its entry; for a choice those count that
  have left by the window's end. Combinations are ranked by the mean R of the windows that judge, those with fewer than 30
  trades there last. The best of many looks good by chance: its Sharpe ratio per trade is deflated by the number of
  combinations and the spread of theirs (Bailey and Lopez de Prado, 2014). The walk-forward needs no such correction: each
  of its choices was made before the candles that judge it.
`;
