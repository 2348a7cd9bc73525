import { EmptyState } from '../ui/EmptyState.tsx';
import { LinkRow } from '../ui/ListRow.tsx';

export function NotFound() {
  return (
    <div className="screen is-narrow">
      <EmptyState title="Nothing lives at this address">
        <p>The link may be from another version.</p>
      </EmptyState>
      <LinkRow to="/" name="Home" />
    </div>
  );
}
