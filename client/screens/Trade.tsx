import { useState } from 'react';
import type { Trade as TradeRecord } from '#shared/trading/trade.ts';
import { useConnection, useServerNow } from '../data/serverClock.ts';
import { useAccount, useMark, useTrade } from '../data/useFacts.ts';
import { digitsOf, useStatus } from '../data/useStatus.ts';
import { Button } from '../ui/Button.tsx';
import { Direction } from '../ui/Direction.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { money, price, size } from '../ui/format.ts';
import { dayAndTime, duration } from '../ui/formatTime.ts';
import { LinkRow, ValueRow } from '../ui/ListRow.tsx';
import { Money, RMultiple } from '../ui/Result.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { TradeRuler } from '../ui/TradeRuler.tsx';
import { BackLink } from './BackLink.tsx';
import { CloseTradeSheet } from './CloseTradeSheet.tsx';
import { DeleteTradeSheet } from './DeleteTradeSheet.tsx';
import { NoCopyYet } from './NoCopyYet.tsx';
import './Trade.css';

export function Trade({ tradeId }: { readonly tradeId: string }) {
  const trade = useTrade(tradeId);
  const connection = useConnection();
  if (trade === undefined) {
    if (connection.state === 'offline') return <NoCopyYet />;
    return (
      <div className="screen" aria-busy="true">
        <Skeleton height="24rem" />
      </div>
    );
  }
  if (trade === null) {
    return (
      <div className="screen">
        <BackLink to="/journal" name="Journal" />
        <EmptyState title="No such trade">
          <p>It was deleted, or it belongs to another account.</p>
        </EmptyState>
      </div>
    );
  }
  return <Entry trade={trade} />;
}

function Entry({ trade }: { readonly trade: TradeRecord }) {
  const [sheet, setSheet] = useState<'close' | 'delete' | null>(null);
  return (
    <div className="screen trade-screen">
      <div className="screen-head">
        <BackLink to="/journal" name="Journal" />
        <h1 className="t-lg">
          {trade.symbol} <Direction side={trade.direction} />
        </h1>
      </div>
      <Outcome trade={trade} />
      <Levels trade={trade} />
      {trade.note !== null && <p className="trade-note t-body">{trade.note}</p>}
      <LinkRow
        to={`/signal/${encodeURIComponent(trade.signalId)}`}
        name="Signal and chart"
        note="The zone it came from, and the reasons"
      />
      <div className="trade-actions">
        {trade.close === null && trade.waitsUntil === undefined && (
          <Button size="tall" onPress={() => setSheet('close')}>
            Close trade
          </Button>
        )}
        <Button kind="quiet" size="small" onPress={() => setSheet('delete')}>
          Delete trade
        </Button>
      </div>
      <CloseTradeSheet trade={trade} open={sheet === 'close'} onClose={() => setSheet(null)} />
      <DeleteTradeSheet trade={trade} open={sheet === 'delete'} onClose={() => setSheet(null)} />
    </div>
  );
}

function Outcome({ trade }: { readonly trade: TradeRecord }) {
  const currency = useAccount()?.currency ?? 'USD';
  const running = useMark()?.trades.find((one) => one.tradeId === trade.id);
  const now = useServerNow();
  const { close } = trade;
  const result = close ? close.rMultiple : (running?.rMultiple ?? null);
  const until = close?.closedAt ?? now;
  const held =
    until === null || trade.waitsUntil !== undefined ? '' : `, held ${duration(until - trade.openedAt)}`;
  const words = { WIN: 'Win', LOSS: 'Loss', BREAKEVEN: 'Break-even' } as const;
  return (
    <section aria-label="Result">
      <div className="trade-outcome">
        <p className="t-hero">
          <RMultiple value={result} />
        </p>
        <div className="trade-outcome-words">
          <p className="t-md">
            <Money value={close ? close.net : running?.net} currency={currency} />
          </p>
          <p className="t-label">
            {close ? words[close.outcome] : trade.waitsUntil === undefined ? 'Open' : 'Limit waits'}
            {held}
          </p>
        </div>
      </div>
      <TradeRuler result={result} trade={trade} isOpen={close === null} />
    </section>
  );
}

function Levels({ trade }: { readonly trade: TradeRecord }) {
  const status = useStatus();
  const currency = useAccount()?.currency ?? 'USD';
  const { close } = trade;
  const digits = digitsOf(status, trade.symbol, [trade.entry, trade.stop, trade.target]);
  return (
    <dl className="trade-levels">
      <ValueRow name="Entry" value={price(trade.entry, digits)} />
      <ValueRow name="Stop" value={price(trade.stop, digits)} />
      <ValueRow name="Target" value={price(trade.target, digits)} />
      {close && <ValueRow name="Exit" value={price(close.exit, digits)} />}
      <ValueRow name="Size" value={`${size(trade.size)} ${trade.unit}`} />
      <ValueRow name="Risk, 1R" value={money(trade.risk, { currency })} />
      {close && <ValueRow name="Fees" value={money(`-${close.fees}`, { currency })} />}
      <ValueRow
        name={trade.waitsUntil === undefined ? 'Opened' : 'Accepted'}
        value={dayAndTime(trade.openedAt)}
      />
      {trade.waitsUntil !== undefined && (
        <ValueRow name="Limit waits until" value={dayAndTime(trade.waitsUntil)} />
      )}
      {close && <ValueRow name="Closed" value={dayAndTime(close.closedAt)} />}
    </dl>
  );
}
