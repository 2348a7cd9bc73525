import type { Account, AccountSettings } from '#shared/config/accountConfig.ts';
import { readPositiveDecimal } from '../ui/decimalInput.ts';

/** The settings as they stand in the form. */
export interface TypedSettings {
  readonly name: string;
  readonly initialBalance: string;
  readonly riskPerTradePct: string;
  readonly maxOpenTrades: string;
}

export type SettingsErrors = Partial<Record<keyof TypedSettings, string>>;

export const settingLabels = {
  name: 'Name',
  initialBalance: 'Initial balance',
  riskPerTradePct: 'Risk per trade',
  maxOpenTrades: 'Most open trades',
} as const satisfies Readonly<Record<keyof TypedSettings, string>>;

export const typedSettings = (account: Account): TypedSettings => ({
  name: account.name,
  initialBalance: account.initialBalance,
  riskPerTradePct: account.riskPerTradePct,
  maxOpenTrades: String(account.maxOpenTrades),
});

/** What was typed as settings, or what is wrong with each field. */
export function readSettings(typed: TypedSettings): {
  readonly settings: AccountSettings | null;
  readonly errors: SettingsErrors;
} {
  const name = typed.name.trim();
  const balance = readPositiveDecimal(typed.initialBalance, {
    field: settingLabels.initialBalance,
    example: '10000',
  });
  const risk = readPositiveDecimal(typed.riskPerTradePct, {
    field: settingLabels.riskPerTradePct,
    example: '1 or 0.5',
  });
  const trades = typed.maxOpenTrades.trim();
  const isCount = /^\d{1,2}$/.test(trades) && Number(trades) >= 1 && Number(trades) <= 50;
  const errors: SettingsErrors = {
    ...(name === '' && { name: 'Name is empty, expected 1 to 40 characters.' }),
    ...(!balance.ok && { initialBalance: balance.message }),
    ...(!risk.ok && { riskPerTradePct: risk.message }),
    ...(!isCount && {
      maxOpenTrades: `${settingLabels.maxOpenTrades} is "${trades}", expected a whole number from 1 to 50.`,
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

/** What the server expected of each field ("settings.name"), said with the field and what was typed. */
export function serverErrors(
  typed: TypedSettings,
  expected: Readonly<Record<string, string>>,
): SettingsErrors {
  const errors: SettingsErrors = {};
  for (const field of settingFields) {
    const expectation = expected[`settings.${field}`];
    if (expectation !== undefined) {
      errors[field] = `${settingLabels[field]} is "${typed[field]}", ${expectation}.`;
    }
  }
  return errors;
}

const settingFields = ['name', 'initialBalance', 'riskPerTradePct', 'maxOpenTrades'] as const;
