import { useState } from 'react';
import type { Account, AccountSettings } from '#shared/config/accountConfig.ts';
import { editAccount } from '../data/commands.ts';
import { useCommand } from '../data/useCommand.ts';
import { Button } from '../ui/Button.tsx';
import { readPositiveDecimal } from '../ui/decimalInput.ts';
import { Field } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { showSnackbar } from '../ui/snackbars.ts';
import './AccountForm.css';

interface Typed {
  readonly name: string;
  readonly initialBalance: string;
  readonly riskPerTradePct: string;
  readonly maxOpenTrades: string;
}

const labels = {
  name: 'Name',
  initialBalance: 'Initial balance',
  riskPerTradePct: 'Risk per trade',
  maxOpenTrades: 'Most open trades',
} as const satisfies Readonly<Record<keyof Typed, string>>;

type Errors = Partial<Record<keyof Typed, string>>;

const typedOf = (account: Account): Typed => ({
  name: account.name,
  initialBalance: account.initialBalance,
  riskPerTradePct: account.riskPerTradePct,
  maxOpenTrades: String(account.maxOpenTrades),
});

export function AccountForm({ account }: { readonly account: Account }) {
  const [typed, setTyped] = useState(() => typedOf(account));
  const [errors, setErrors] = useState<Errors>({});
  const command = useCommand();
  const set = (field: keyof Typed) => (value: string) => setTyped({ ...typed, [field]: value });
  const fromServer = command.problem?.kind === 'invalid' ? command.problem.fields : {};
  const errorOf = (field: keyof Typed) => {
    const expected = fromServer[`settings.${field}`];
    return errors[field] ?? (expected && `${labels[field]} is "${typed[field]}", ${expected}.`);
  };

  const save = async () => {
    const read = readSettings(typed);
    setErrors(read.errors);
    const { settings } = read;
    if (!settings) return;
    const outcome = await command.run(() => editAccount({ accountId: account.id, settings }));
    if (outcome?.kind === 'applied') showSnackbar('Account saved. New signals use it.');
  };

  return (
    <form
      className="form account-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field
        label={labels.name}
        value={typed.name}
        onChange={set('name')}
        error={errorOf('name')}
        maxLength={40}
      />
      <Field
        label={labels.initialBalance}
        value={typed.initialBalance}
        onChange={set('initialBalance')}
        keypad="decimal"
        unit={account.currency}
        error={errorOf('initialBalance')}
        hint="Balance is this plus the net of all closed trades."
      />
      <Field
        label={labels.riskPerTradePct}
        value={typed.riskPerTradePct}
        onChange={set('riskPerTradePct')}
        keypad="decimal"
        unit="% of balance"
        error={errorOf('riskPerTradePct')}
        hint="What a stop may cost, fees included. It sets the size."
      />
      <Field
        label={labels.maxOpenTrades}
        value={typed.maxOpenTrades}
        onChange={set('maxOpenTrades')}
        keypad="numeric"
        error={errorOf('maxOpenTrades')}
        hint="With this many open, the next signal cannot be accepted."
      />
      {command.problem && command.problem.kind !== 'invalid' && (
        <Notice title="Not saved">
          <p>{command.problem.text}</p>
        </Notice>
      )}
      <Button type="submit" busy={command.isBusy}>
        Save account
      </Button>
    </form>
  );
}

/** What was typed as settings, or what is wrong with each field. */
function readSettings(typed: Typed): { readonly settings: AccountSettings | null; readonly errors: Errors } {
  const name = typed.name.trim();
  const balance = readPositiveDecimal(typed.initialBalance, {
    field: labels.initialBalance,
    example: '10000',
  });
  const risk = readPositiveDecimal(typed.riskPerTradePct, {
    field: labels.riskPerTradePct,
    example: '1 or 0.5',
  });
  const trades = typed.maxOpenTrades.trim();
  const isCount = /^\d{1,2}$/.test(trades) && Number(trades) >= 1 && Number(trades) <= 50;
  const errors: Errors = {
    ...(name === '' && { name: 'Name is empty, expected 1 to 40 characters.' }),
    ...(!balance.ok && { initialBalance: balance.message }),
    ...(!risk.ok && { riskPerTradePct: risk.message }),
    ...(!isCount && {
      maxOpenTrades: `Most open trades is "${trades}", expected a whole number from 1 to 50.`,
    }),
  };
  if (name === '' || !balance.ok || !risk.ok || !isCount) return { settings: null, errors };
  return {
    settings: {
      name,
      initialBalance: balance.value,
      riskPerTradePct: risk.value,
      maxOpenTrades: Number(trades),
    },
    errors,
  };
}
