import type { Account } from '#shared/config/accountConfig.ts';
import { useConnection } from '../data/serverClock.ts';
import { useAccounts } from '../data/useFacts.ts';
import { money } from '../ui/format.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { AccountForm } from './AccountForm.tsx';
import { BackLink } from './BackLink.tsx';
import { NoCopyYet } from './NoCopyYet.tsx';

export function Accounts() {
  const accounts = useAccounts();
  const connection = useConnection();
  if (!accounts && connection.state === 'offline') return <NoCopyYet />;
  return (
    <div className="screen is-narrow">
      <div className="screen-head">
        <BackLink to="/more" name="More" />
        <h1 className="t-title">Accounts</h1>
      </div>
      {!accounts && <Skeleton height="30rem" />}
      {accounts?.map((account) => (
        <One key={account.id} account={account} />
      ))}
    </div>
  );
}

function One({ account }: { readonly account: Account }) {
  const { currency } = account;
  return (
    <section className="section" aria-labelledby={`account-${account.id}`}>
      <h2 className="t-label" id={`account-${account.id}`}>
        Balance, paper account
      </h2>
      <p className="t-xl">{money(account.balance, { currency })}</p>
      <p className="t-label">
        Started with {money(account.initialBalance, { currency })}. No money is at risk: trades are marked by
        hand and counted.
      </p>
      <AccountForm account={account} />
    </section>
  );
}
