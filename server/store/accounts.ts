import type { Account } from '#shared/config/accountConfig.ts';
import type { Sql, Transaction } from './db.ts';

interface AccountRow {
  readonly id: string;
  readonly kind: 'paper';
  readonly name: string;
  readonly currency: string;
  readonly initialBalance: string;
  readonly riskPerTradePct: string;
  readonly maxOpenTrades: number;
}

export async function upsertAccount(tx: Transaction, account: Account): Promise<void> {
  await tx`
    insert into account (id, kind, name, currency, initial_balance, risk_per_trade_pct, max_open_trades)
    values (${account.id}, ${account.kind}, ${account.name}, ${account.currency}, ${account.initialBalance},
      ${account.riskPerTradePct}, ${account.maxOpenTrades})
    on conflict (id) do update set name = excluded.name, initial_balance = excluded.initial_balance,
      risk_per_trade_pct = excluded.risk_per_trade_pct, max_open_trades = excluded.max_open_trades`;
}

/** Accounts without their balance, which follows from their trades. */
export async function readAccounts(sql: Sql): Promise<readonly Omit<Account, 'balance'>[]> {
  return await sql<AccountRow[]>`
    select id, kind, name, currency, initial_balance as "initialBalance",
      risk_per_trade_pct as "riskPerTradePct", max_open_trades as "maxOpenTrades"
    from account order by id`;
}
