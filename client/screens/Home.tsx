import { Link } from 'wouter';
import type { Account } from '#shared/config/accountConfig.ts';
import type { Summary } from '#shared/journal/summary.ts';
import { useConnection } from '../data/serverClock.ts';
import { useAccount, useMark, useSignals, useSummary, useTrades } from '../data/useFacts.ts';
import { EquityLine } from '../ui/EquityLine.tsx';
import { growthOf } from '../ui/equityGeometry.ts';
import {
  changePercent,
  count,
  decimal,
  money,
  percent,
  percentRange,
  rMultiple,
  unknown,
  wholeMoney,
} from '../ui/format.ts';
import { Money, RMultiple } from '../ui/Result.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { StatTile, StatTiles } from '../ui/StatTile.tsx';
import { NoCopyYet } from './NoCopyYet.tsx';
import { OpenTrades } from './OpenTrades.tsx';
import { TradeRow } from './TradeRow.tsx';
import { WaitingList } from './WaitingList.tsx';
import './Home.css';

export function Home() {
  const account = useAccount();
  const summary = useSummary();
  const connection = useConnection();
  // What stands below the waiting signals comes with them, so that nothing is pushed down.
  const isRead = useSignals() !== undefined;
  if (!account && connection.state === 'offline') return <NoCopyYet />;
  return (
    <div className="screen home">
      <div className="home-result">
        {account && summary ? <Equity account={account} summary={summary} /> : <EquityPlace />}
        {account && summary ? <Figures account={account} summary={summary} /> : <FiguresPlace />}
      </div>
      <div className="home-work">
        <WaitingList />
        {isRead && <Running />}
      </div>
      {isRead && <LastClosed />}
    </div>
  );
}

function Equity({ account, summary }: { readonly account: Account; readonly summary: Summary }) {
  const mark = useMark();
  const { currency } = account;
  const equity = mark?.equity ?? account.balance;
  const growth = growthOf(account, equity);
  return (
    <section aria-labelledby="account-name">
      <div className="screen-head">
        <h1 className="t-title" id="account-name">
          {account.name}
        </h1>
        <Link href="/accounts" className="home-settings t-label">
          Account
        </Link>
      </div>
      <p className="t-label">Equity</p>
      <p className="t-hero">{wholeMoney(equity, { currency })}</p>
      <p className="home-net t-label">
        <span className="is-strong">
          <Money value={summary.net} currency={currency} />
        </span>{' '}
        closed,{' '}
        <span className="is-strong">
          <Money value={mark?.openNet ?? '0'} currency={currency} />
        </span>{' '}
        open
      </p>
      <div className="home-line">
        <EquityLine
          balances={summary.equity.map((point) => Number(point.balance))}
          equity={Number(equity)}
          startLabel={`Start ${wholeMoney(account.initialBalance, { currency })}`}
          resultLabel={growth === 0 ? '' : changePercent(growth)}
        />
      </div>
    </section>
  );
}

function EquityPlace() {
  return (
    <div aria-busy="true">
      <div className="screen-head">
        <Skeleton height="1.75rem" width="9rem" />
      </div>
      <Skeleton height="5.6rem" width="12rem" />
      <div className="home-line" />
    </div>
  );
}

function FiguresPlace() {
  return (
    <div className="section">
      <StatTiles>
        {['rate', 'total', 'trades', 'factor', 'expectancy', 'drawdown'].map((figure) => (
          <Skeleton key={figure} height="3.875rem" />
        ))}
      </StatTiles>
    </div>
  );
}

function Figures({ account, summary }: { readonly account: Account; readonly summary: Summary }) {
  const decided = summary.wins + summary.losses;
  const { winRateLow, winRateHigh } = summary;
  return (
    <section className="section" aria-label="Results">
      <StatTiles>
        <StatTile
          label="Win rate"
          value={percent(summary.winRate)}
          note={
            decided === 0
              ? 'no decided trades'
              : `${summary.wins} of ${decided}, ${percentRange(winRateLow, winRateHigh)}`
          }
        />
        <StatTile
          label="Total R"
          value={<RMultiple value={summary.totalR} />}
          note={`average ${rMultiple(summary.averageR)}`}
        />
        <StatTile label="Trades" value={summary.trades} note={`${summary.open} open`} />
        <StatTile
          label="Profit factor"
          value={summary.lossless ? 'no losses' : decimal(summary.profitFactor, 2)}
          note="gains over losses"
        />
        <StatTile
          label="Expectancy"
          value={money(summary.expectancy, { currency: account.currency, signs: 'signed' })}
          note="per trade"
        />
        <StatTile
          label="Drawdown"
          value={summary.trades === 0 ? unknown : money(summary.maxDrawdown, { currency: account.currency })}
          note={
            summary.breakevens > 0 ? count(summary.breakevens, 'break-even', 'break-evens') : 'largest so far'
          }
        />
      </StatTiles>
    </section>
  );
}

function LastClosed() {
  const closed = useTrades()?.filter((trade) => trade.close !== null) ?? [];
  if (closed.length === 0) return null;
  return (
    <section className="section home-last" aria-labelledby="last-closed">
      <div className="section-head">
        <h2 className="t-head" id="last-closed">
          Last closed
        </h2>
        <Link href="/journal" className="home-more t-label">
          All in the journal
        </Link>
      </div>
      {closed.slice(0, 5).map((trade) => (
        <TradeRow key={trade.id} trade={trade} isDated />
      ))}
    </section>
  );
}

function Running() {
  const open = useTrades()?.filter((trade) => trade.close === null) ?? [];
  if (open.length === 0) return null;
  return (
    <section className="section" aria-labelledby="open-trades">
      <div className="section-head">
        <h2 className="t-head" id="open-trades">
          Open trades
        </h2>
        <span className="t-label">{open.length}</span>
      </div>
      <OpenTrades trades={open} />
    </section>
  );
}
