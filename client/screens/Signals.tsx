import { useSearchParams } from 'wouter';
import { useConnection, useServerNow } from '../data/serverClock.ts';
import { type SignalEntry, type SignalSegment, segmentOf, waitingOf } from '../data/signalState.ts';
import { useAccount, useDecisionCounts, useSignals, useTrades } from '../data/useFacts.ts';
import { useStatus } from '../data/useStatus.ts';
import { whyNothing } from '../data/whyNothing.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Segment } from '../ui/Segment.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { NoCopyYet } from './NoCopyYet.tsx';
import { SignalCard } from './SignalCard.tsx';
import { SignalRow } from './SignalRow.tsx';
import './Signals.css';

const segments: readonly SignalSegment[] = ['waiting', 'decided', 'missed'];
/** Rows under the waiting cards: what just ran out or was answered stays in sight. */
const recentRows = 5;

export function Signals({ selectedId }: { readonly selectedId?: string | undefined }) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('show');
  const shown = segments.find((one) => one === asked) ?? 'waiting';
  const now = useServerNow();
  const entries = useSignals();
  const counts = useDecisionCounts();
  const connection = useConnection();
  if (!entries && connection.state === 'offline') return <NoCopyYet />;
  return (
    <div className="screen signals">
      <div className="screen-head">
        <h1 className="t-title">Signals</h1>
      </div>
      <Segment
        label="Which signals"
        value={shown}
        onChange={(value) => setSearch({ show: value }, { replace: true })}
        options={[
          { value: 'waiting', label: 'Waiting', count: entries && waitingOf(entries, now).length },
          { value: 'decided', label: 'Decided', count: counts?.decided },
          { value: 'missed', label: 'Missed', count: counts?.missed },
        ]}
      />
      {entries ? (
        <List entries={entries} shown={shown} selectedId={selectedId} />
      ) : (
        <div className="signals-list">
          <Skeleton height="13rem" />
          <Skeleton height="13rem" />
        </div>
      )}
    </div>
  );
}

interface ListProps {
  readonly entries: readonly SignalEntry[];
  readonly shown: SignalSegment;
  readonly selectedId: string | undefined;
}

function List(props: ListProps) {
  return props.shown === 'waiting' ? <Waiting {...props} /> : <Past {...props} />;
}

function Waiting({ entries, selectedId }: ListProps) {
  const now = useServerNow();
  const account = useAccount();
  const status = useStatus();
  const connection = useConnection();
  const waiting = waitingOf(entries, now);
  const past = entries.filter((entry) => segmentOf(entry, now) !== 'waiting').slice(0, recentRows);
  return (
    <>
      <div className="signals-list">
        {waiting.map((entry) => (
          <SignalCard
            key={entry.signal.id}
            entry={entry}
            currency={account?.currency ?? 'USD'}
            isSelected={entry.signal.id === selectedId}
          />
        ))}
      </div>
      {waiting.length === 0 && (
        <EmptyState title="Nothing to decide">
          {whyNothing(status, connection.state).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </EmptyState>
      )}
      {past.length > 0 && (
        <section className="section" aria-labelledby="signals-before">
          <div className="section-head">
            <h2 className="t-head" id="signals-before">
              Before
            </h2>
          </div>
          <Rows entries={past} selectedId={selectedId} />
        </section>
      )}
    </>
  );
}

function Past({ entries, shown, selectedId }: ListProps) {
  const now = useServerNow();
  const past = entries.filter((entry) => segmentOf(entry, now) === shown);
  if (past.length > 0) {
    return (
      <div className="section">
        <Rows entries={past} selectedId={selectedId} />
      </div>
    );
  }
  return shown === 'decided' ? (
    <EmptyState title="Nothing decided yet">
      <p>Signals you accept or reject are kept here with what became of them.</p>
    </EmptyState>
  ) : (
    <EmptyState title="Nothing missed">
      <p>A signal that ends without an answer is kept here.</p>
    </EmptyState>
  );
}

function Rows({ entries, selectedId }: Pick<ListProps, 'entries' | 'selectedId'>) {
  const trades = useTrades();
  return entries.map((entry) => (
    <SignalRow
      key={entry.signal.id}
      entry={entry}
      trade={trades?.find((trade) => trade.signalId === entry.signal.id) ?? null}
      isSelected={entry.signal.id === selectedId}
    />
  ));
}
