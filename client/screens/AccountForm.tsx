import { useState } from 'react';
import type { Account } from '#shared/config/accountConfig.ts';
import { editAccount } from '../data/commands.ts';
import { useCommand } from '../data/useCommand.ts';
import { Button } from '../ui/Button.tsx';
import { Field, type FieldProps } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { showSnackbar } from '../ui/snackbars.ts';
import {
  readSettings,
  type SettingsErrors,
  serverErrors,
  settingLabels,
  type TypedSettings,
  typedSettings,
} from './accountSettings.ts';
import './AccountForm.css';

export function AccountForm({ account }: { readonly account: Account }) {
  const [typed, setTyped] = useState(() => typedSettings(account));
  const [errors, setErrors] = useState<SettingsErrors>({});
  const { isBusy, problem, run } = useCommand();

  const save = async () => {
    const { settings, errors: found } = readSettings(typed);
    setErrors(found);
    if (!settings) return;
    const outcome = await run(() => editAccount({ accountId: account.id, settings }));
    if (outcome?.kind === 'applied') showSnackbar('Account saved. New signals use it.');
    if (outcome?.kind === 'invalid') setErrors(serverErrors(typed, outcome.fields));
  };
  const field = (name: keyof TypedSettings): Omit<FieldProps, 'hint'> => ({
    label: settingLabels[name],
    value: typed[name],
    onChange: (value) => setTyped({ ...typed, [name]: value }),
    error: errors[name],
  });

  return (
    <form
      className="form account-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Field {...field('name')} maxLength={40} />
      <Field
        {...field('initialBalance')}
        keypad="decimal"
        unit={account.currency}
        hint="Balance is this plus the net of all closed trades."
      />
      <Field
        {...field('riskPerTradePct')}
        keypad="decimal"
        unit="% of balance"
        hint="What a stop may cost, fees included. It sets the size."
      />
      <Field
        {...field('maxOpenTrades')}
        keypad="numeric"
        hint="With this many open, the next signal cannot be accepted."
      />
      {problem && problem.kind !== 'invalid' && <Notice title="Not saved">{problem.text}</Notice>}
      <Button type="submit" busy={isBusy}>
        Save account
      </Button>
    </form>
  );
}
