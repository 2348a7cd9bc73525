import { useStatus } from '../data/useStatus.ts';
import { OutsideRow } from '../ui/ListRow.tsx';
import { BackLink } from './BackLink.tsx';
import './About.css';

const parts = [
  {
    name: 'Lightweight Charts™',
    by: 'TradingView, Inc.',
    licence: 'Apache 2.0',
    at: 'https://www.tradingview.com/',
  },
  { name: 'React', by: 'Meta', licence: 'MIT', at: 'https://react.dev/' },
  { name: 'Dexie.js', by: 'David Fahlander', licence: 'Apache 2.0', at: 'https://dexie.org/' },
  { name: 'tRPC', by: 'Alex Johansson', licence: 'MIT', at: 'https://trpc.io/' },
  { name: 'Base UI', by: 'MUI', licence: 'MIT', at: 'https://base-ui.com/' },
  { name: 'Wouter', by: 'Alexey Taktarov', licence: 'Unlicense', at: 'https://github.com/molefrog/wouter' },
  { name: 'Workbox', by: 'Google', licence: 'MIT', at: 'https://developer.chrome.com/docs/workbox' },
  { name: 'Tabler Icons', by: 'Paweł Kuna', licence: 'MIT', at: 'https://tabler.io/icons' },
  { name: 'Archivo', by: 'Omnibus-Type', licence: 'OFL 1.1', at: 'https://www.omnibus-type.com/' },
] as const;

export function About() {
  const status = useStatus();
  return (
    <div className="screen is-narrow">
      <div className="screen-head">
        <BackLink to="/more" name="More" />
        <h1 className="t-title">About</h1>
      </div>
      <p className="t-body">
        Breaker {status?.version ?? ''} finds setups, you decide, it keeps the journal. MIT licence. It runs
        on your own machine, asks venues for prices and sends nothing elsewhere.
      </p>
      <section className="section" aria-labelledby="charts">
        <h2 className="t-head" id="charts">
          Charts
        </h2>
        <p className="about-words t-body">
          Drawn by TradingView Lightweight Charts™, © 2025 TradingView, Inc.
        </p>
        <OutsideRow
          to="https://www.tradingview.com/"
          name="TradingView"
          note="https://www.tradingview.com/"
          value="Apache 2.0"
        />
      </section>
      <section className="section" aria-labelledby="licences">
        <h2 className="t-head" id="licences">
          Made with
        </h2>
        <ul>
          {parts.map((part) => (
            <li key={part.name}>
              <OutsideRow to={part.at} name={part.name} note={part.by} value={part.licence} />
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
