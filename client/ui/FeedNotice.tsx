import { IconClock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import type { Status } from '#shared/sync/status.ts';
import './FeedNotice.css';

/** What ails the prices, on every screen and in the feed's own words, as long as it does. */
export function FeedNotice({ status }: { readonly status: Status | undefined }): ReactNode {
  if (status?.feed.state !== 'stale' || status.feed.message === null) return null;
  return (
    <Link href="/feeds" className="feed-notice t-label" role="status">
      <IconClock className="feed-notice-icon" size={16} stroke={2} aria-hidden="true" />
      <span className="feed-notice-words">{status.feed.message}</span>
    </Link>
  );
}
