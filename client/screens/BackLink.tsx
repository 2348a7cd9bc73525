import { IconChevronLeft } from '@tabler/icons-react';
import { Link } from 'wouter';
import './BackLink.css';

/** The way back to the list a detail belongs to; a desk shows the list beside it instead. */
export function BackLink({ to, name }: { readonly to: string; readonly name: string }) {
  return (
    <Link href={to} className="back-link" aria-label={`Back to ${name}`}>
      <IconChevronLeft size={24} stroke={1.75} aria-hidden="true" />
    </Link>
  );
}
