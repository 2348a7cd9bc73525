import { IconClock, IconCloudOff, IconServer2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { UnixMs } from '#shared/market/candle.ts';
import type { Status } from '#shared/sync/status.ts';
import { decimal } from './format.ts';
import { age, clockTime, dayAndTime, weekday, zoneCity } from './formatTime.ts';
import { Pill } from './Pill.tsx';
import './StatusStrip.css';

/** Whether the server is heard; offline since when on this device's clock. */
type Link =
  | { readonly state: 'connecting' | 'online' }
  | { readonly state: 'offline'; readonly since: UnixMs; readonly answer: string | null };

interface StripProps {
  readonly status: Status | undefined;
  readonly connection: Link;
  /** Server time. */
  readonly now: UnixMs | null;
}

/** One line on every screen: which money, how fresh the prices, whether the server answers. Trouble becomes a lamp. */
export function StatusStrip(props: StripProps) {
  return (
    <header className="strip">
      <span className="strip-mode">
        <svg width="10" height="10" aria-hidden="true">
          <rect
            x="0.75"
            y="0.75"
            width="8.5"
            height="8.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
          />
        </svg>
        PAPER{props.status && ` · ${props.status.feed.label}`}
      </span>
      <Feed {...props} />
      <Server {...props} />
      <Speed {...props} />
    </header>
  );
}

function Feed({ status, connection, now }: StripProps): ReactNode {
  if (!status || now === null) return null;
  const { kind, state, lastCandleAt, progress } = status.feed;
  if (connection.state === 'offline') return null;
  // Between two candles prices come by the second: how old the last candle is says nothing.
  const isLive = kind === 'live' || kind === 'sandbox';
  if (state === 'stale') {
    return (
      <Pill kind="lamp">
        <IconClock size={14} stroke={2} aria-hidden="true" />
        {lastCandleAt === null ? 'No feed' : `Feed ${age(now - lastCandleAt)} old`}
      </Pill>
    );
  }
  if (state === 'starting') return <span>Feed starting</span>;
  if (state === 'backfilling')
    return <span>Loading history{progress !== null && ` ${Math.floor(progress * 100)} %`}</span>;
  return (
    <>
      <span>
        <span className="strip-wide">{weekday(now)}, </span>
        <span className="strip-narrow">{dayAndTime(now)}</span>
        <span className="strip-wide">
          {clockTime(now)} {zoneCity()}
        </span>
        {state === 'ended' && ', ended'}
      </span>
      {state === 'live' && isLive && <span>Feed live</span>}
      {state === 'live' && !isLive && lastCandleAt !== null && <span>Feed {age(now - lastCandleAt)}</span>}
    </>
  );
}

function Server({ connection, status }: StripProps): ReactNode {
  if (connection.state === 'offline') {
    return (
      <Pill kind="lamp">
        <IconCloudOff size={14} stroke={2} aria-hidden="true" />
        {connection.answer === null ? 'Offline' : 'Server failing'} since {clockTime(connection.since)}
      </Pill>
    );
  }
  if (connection.state === 'connecting') return <span>Connecting</span>;
  return (
    status && (
      <span className="strip-server">
        <IconServer2 className="strip-icon" size={15} stroke={1.75} aria-hidden="true" />
        <span className="strip-words">Server ok</span>
      </span>
    )
  );
}

/** How fast the server's clock runs, when it is not the wall's. */
function Speed({ status, connection }: StripProps): ReactNode {
  if (!status || status.rate <= 1 || connection.state !== 'online') return null;
  return <span className="strip-speed">×{decimal(status.rate, 0)}</span>;
}
