import { useState } from 'react';
import type { Summary } from '#shared/journal/summary.ts';
import type { Trade } from '#shared/trading/trade.ts';
import { useConnection } from '../data/serverClock.ts';
import { useAccount, useSummary, useTrades } from '../data/useFacts.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { count, money, rMultiple } from '../ui/format.ts';
import { weekday, zoneCity } from '../ui/formatTime.ts';
import { type JournalDay, journalDays } from '../ui/journalDays.ts';
import { RAxisScale } from '../ui/RAxis.tsx';
import { RMultiple } from '../ui/Result.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { CloseTradeSheet } from './CloseTradeSheet.tsx';
import { NoCopyYet } from './NoCopyYet.tsx';
import { OpenTrades } from './OpenTrades.tsx';
import { TradeRow } from './TradeRow.tsx';
import './Journal.css';

export function Journal({ selectedId }: { readonly selectedId?: string | undefined }) {
  const trades = useTrades();
  const summary = useSummary();
  const connection = useConnection();
  if (!trades && connection.state === 'offline') return <NoCopyYet />;
  return (
    <div className="screen journal">
      <div className="screen-head">
        <h1 className="t-title">Journal</h1>
      </div>
      {summary ? <Total summary={summary} /> : <Skeleton height="3.5rem" />}
      {trades ? <Entries trades={trades} selectedId={selectedId} /> : <Skeleton height="16rem" />}
    </div>
  );
}

function Total({ summary }: { readonly summary: Summary }) {
  const currency = useAccount()?.currency ?? 'USD';
  return (
    <section className="journal-total" aria-label="Total">
      <div>
        <p className="t-label">Closed trades</p>
        <p className="t-xl">
          <RMultiple value={summary.totalR} />
        </p>
      </div>
      <p className="journal-counts t-label">
        <span className="is-strong">{count(summary.trades, 'trade', 'trades')}</span>
        {summary.trades > 0 && `, ${summary.wins} of ${summary.wins + summary.losses} won`}
        <br />
        Net <span className="is-strong">{money(summary.net, { currency, signs: 'signed' })}</span>, average{' '}
        <span className="is-strong">{rMultiple(summary.averageR)}</span>
      </p>
    </section>
  );
}

function Entries({
  trades,
  selectedId,
}: {
  readonly trades: readonly Trade[];
  readonly selectedId: string | undefined;
}) {
  const [closing, setClosing] = useState<Trade | null>(null);
  const [isClosing, setIsClosing] = useState(false);
  const open = trades.filter((trade) => trade.close === null);
  const days = journalDays(trades);
  if (trades.length === 0) {
    return (
      <EmptyState title="No trades yet">
        <p>An accepted signal becomes a trade here. Mark it closed, and its result counts.</p>
      </EmptyState>
    );
  }
  return (
    <>
      <div className="journal-scale">
        <span className="t-micro">{zoneCity()} time</span>
        <RAxisScale />
      </div>
      {open.length > 0 && (
        <section aria-labelledby="journal-open">
          <DayHead id="journal-open" name="Open" note={`${open.length}`} />
          <OpenTrades
            trades={open}
            selectedId={selectedId}
            onClose={(trade) => {
              setClosing(trade);
              setIsClosing(true);
            }}
          />
        </section>
      )}
      {days.map((day) => (
        <Day key={day.key} day={day} selectedId={selectedId} />
      ))}
      {closing && (
        <CloseTradeSheet
          key={closing.id}
          trade={closing}
          open={isClosing}
          onClose={() => setIsClosing(false)}
        />
      )}
    </>
  );
}

function Day({ day, selectedId }: { readonly day: JournalDay; readonly selectedId: string | undefined }) {
  const id = `day-${day.key}`;
  return (
    <section aria-labelledby={id}>
      <DayHead id={id} name={weekday(day.at)} note={rMultiple(day.totalR)} />
      {day.trades.map((trade) => (
        <TradeRow key={trade.id} trade={trade} isSelected={trade.id === selectedId} />
      ))}
    </section>
  );
}

function DayHead({ id, name, note }: { readonly id: string; readonly name: string; readonly note: string }) {
  return (
    <div className="journal-day">
      <h2 className="t-head" id={id}>
        {name}
      </h2>
      <span className="t-label">{note}</span>
    </div>
  );
}
