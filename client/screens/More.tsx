import { IconInfoCircle, IconPlugConnected, IconWallet } from '@tabler/icons-react';
import { type Appearance, chooseAppearance, useAppearance } from '../data/appearance.ts';
import { useAccount } from '../data/useFacts.ts';
import { useStatus } from '../data/useStatus.ts';
import { LinkRow } from '../ui/ListRow.tsx';
import { Segment } from '../ui/Segment.tsx';

const appearances: readonly { readonly value: Appearance; readonly label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
];

export function More() {
  const account = useAccount();
  const status = useStatus();
  const appearance = useAppearance();
  return (
    <div className="screen is-narrow">
      <div className="screen-head">
        <h1 className="t-title">More</h1>
      </div>
      <LinkRow
        to="/accounts"
        icon={<IconWallet size={22} stroke={1.75} aria-hidden="true" />}
        name="Accounts"
        note="Balance, risk per trade, most open trades"
        value={account?.name}
      />
      <LinkRow
        to="/feeds"
        icon={<IconPlugConnected size={22} stroke={1.75} aria-hidden="true" />}
        name="Feeds"
        note="Where prices come from"
        value={status?.feed.label}
      />
      <LinkRow
        to="/about"
        icon={<IconInfoCircle size={22} stroke={1.75} aria-hidden="true" />}
        name="About"
        note="Version, charts by TradingView, licences"
        value={status?.version}
      />
      <section className="section" aria-labelledby="appearance">
        <div className="section-head">
          <h2 className="t-head" id="appearance">
            Appearance
          </h2>
        </div>
        <Segment label="Appearance" options={appearances} value={appearance} onChange={chooseAppearance} />
      </section>
    </div>
  );
}
