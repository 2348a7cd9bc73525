import {
  IconBolt,
  IconBoltFilled,
  IconBook,
  IconBookFilled,
  IconChartCandle,
  IconChartCandleFilled,
  IconHome,
  IconHomeFilled,
  IconLayoutGrid,
  IconLayoutGridFilled,
} from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import './Navigation.css';

interface Place {
  readonly name: string;
  readonly to: string;
  /** First parts of the paths that belong to it. */
  readonly owns: readonly string[];
  readonly Icon: typeof IconHome;
  readonly ActiveIcon: typeof IconHome;
}

const places: readonly Place[] = [
  { name: 'Home', to: '/', owns: [''], Icon: IconHome, ActiveIcon: IconHomeFilled },
  {
    name: 'Signals',
    to: '/signals',
    owns: ['signals', 'signal'],
    Icon: IconBolt,
    ActiveIcon: IconBoltFilled,
  },
  {
    name: 'Chart',
    to: '/chart',
    owns: ['chart'],
    Icon: IconChartCandle,
    ActiveIcon: IconChartCandleFilled,
  },
  { name: 'Journal', to: '/journal', owns: ['journal'], Icon: IconBook, ActiveIcon: IconBookFilled },
  {
    name: 'More',
    to: '/more',
    owns: ['more', 'accounts', 'about'],
    Icon: IconLayoutGrid,
    ActiveIcon: IconLayoutGridFilled,
  },
];

/** The places: a bar under the thumb on a phone, a rail at the side of a desk. The badge counts signals waiting. */
export function Navigation({ waiting }: { readonly waiting: number }) {
  const [path] = useLocation();
  const first = path.split('/')[1] ?? '';
  return (
    <nav className="places" aria-label="Places">
      <img className="places-mark" src="/icon.svg" alt="" width="36" height="36" />
      {places.map((place) => {
        const isActive = place.owns.includes(first);
        const Icon = isActive ? place.ActiveIcon : place.Icon;
        const badge = place.to === '/signals' ? waiting : 0;
        return (
          <Link
            key={place.name}
            href={place.to}
            className="place"
            aria-label={place.name}
            aria-current={isActive ? 'page' : undefined}
            aria-description={badge > 0 ? `${badge} waiting` : undefined}
          >
            <span className="place-icon">
              <Icon size={22} stroke={1.75} aria-hidden="true" />
              {badge > 0 && <span className="place-badge">{badge > 99 ? '99+' : badge}</span>}
            </span>
            <span className="t-tab">{place.name}</span>
          </Link>
        );
      })}
    </nav>
  );
}
