import { z } from 'zod';
import { fillRow, positionRow, transactionRow, walletRow } from './accountRows.ts';
import { checked } from './checked.ts';
import { Deadman, deadmanAckForm, deadmanForm } from './deadman.ts';
import { granted, jsonReply, Refusal, schemaRefusal, successReply } from './envelope.ts';
import type { Exchange } from './model.ts';
import { listFields, listFilter } from './orderLists.ts';
import { pageOf, pageSchema } from './paging.ts';
import { type OrderDesk, productOf } from './restOrders.ts';
import { type OwnCall, ownChange, ownGet, type Route } from './routes.ts';
import type { SandboxReply } from './sandbox.ts';

/** Positions, margin, money, fills, the account itself and its deadman's switch. */
export function accountRoutes(desk: OrderDesk): { readonly routes: readonly Route[]; stop(): void } {
  const { exchange } = desk;
  const deadman = new Deadman(exchange, desk.timer);
  const get = (path: string, weight: number, answer: (exchange: Exchange, call: OwnCall) => SandboxReply) =>
    ownGet(path, weight, (call) => answer(exchange, call));
  const change = (method: 'POST' | 'PUT', path: string, weight = 1) => ({
    by: (answer: (exchange: Exchange, call: OwnCall) => SandboxReply) =>
      ownChange(method, path, { weight, answer: (call) => answer(exchange, call) }),
  });
  const routes = [
    get('/v2/positions', 3, position),
    get('/v2/positions/margined', 3, margined),
    change('POST', '/v2/positions/change_margin', 5).by(changeMargin),
    change('PUT', '/v2/positions/auto_topup').by(autoTopup),
    change('POST', '/v2/positions/close_all', 5).by(closeAll),
    get('/v2/products/:id/orders/leverage', 1, leverage),
    change('POST', '/v2/products/:id/orders/leverage').by(setLeverage),
    change('PUT', '/v2/users/margin_mode').by(marginMode),
    get('/v2/users/trading_preferences', 1, (_, { owner }) =>
      successReply({ user_id: owner.accountId, interest_credit: false, email_preferences: {} }),
    ),
    get('/v2/wallet/balances', 3, balances),
    get('/v2/wallet/transactions', 10, transactions),
    get('/v2/fills', 10, fills),
    get('/v2/sub_accounts', 1, subAccounts),
    change('POST', '/v2/wallets/sub_account_balance_transfer').by(transfer),
    // It answers sessions of the website alone.
    get('/v2/profile', 1, () => {
      throw new Refusal(403, 'UnauthorizedApiAccess');
    }),
    change('POST', '/v2/heartbeat/create').by((_, { body, owner }) =>
      successReply(deadman.create(owner.accountId, checked(deadmanForm, body))),
    ),
    change('POST', '/v2/heartbeat').by((_, { body, owner }) =>
      successReply(deadman.acknowledge(owner.accountId, checked(deadmanAckForm, body))),
    ),
    get('/v2/heartbeat', 1, (_, { owner }) => successReply(deadman.list(owner.accountId))),
  ];
  return { routes, stop: () => deadman.stop() };
}

const id = z
  .union([z.int(), z.string().regex(/^\d+$/, 'expected a number').transform(Number)])
  .pipe(z.int().nonnegative());

const positionForm = z.object({ product_id: id });

function position(exchange: Exchange, { query, owner }: OwnCall): SandboxReply {
  const { symbol } = productOf(exchange, checked(positionForm, query));
  const found = exchange.position(owner.accountId, symbol);
  return successReply({
    size: found?.size ?? 0,
    entry_price: found?.entryPrice ?? null,
    timestamp: found?.atUs ?? exchange.nowUs(),
  });
}

const marginedForm = z.object({ product_ids: listFields.product_ids, contract_types: z.string().optional() });

function margined(exchange: Exchange, { query, owner }: OwnCall): SandboxReply {
  const { product_ids } = checked(marginedForm, query);
  const rows = exchange
    .positions(owner.accountId)
    .filter(({ productId }) => product_ids?.includes(productId) ?? true)
    .map(positionRow);
  return successReply(rows);
}

const deltaMargin = z
  .union([z.string(), z.number().transform(String)])
  .pipe(z.string().regex(/^-?\d+(\.\d+)?$/, 'expected a decimal number'));
const changeMarginForm = z.object({ product_id: id, delta_margin: deltaMargin });

function changeMargin(exchange: Exchange, { body, owner }: OwnCall): SandboxReply {
  const { product_id, delta_margin } = checked(changeMarginForm, body);
  const { symbol } = productOf(exchange, { product_id });
  return successReply(positionRow(granted(exchange.changeMargin(owner.accountId, symbol, delta_margin))));
}

const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const autoTopupForm = z.object({ product_id: id, auto_topup: flag });

function autoTopup(exchange: Exchange, { body, owner }: OwnCall): SandboxReply {
  const { product_id, auto_topup } = checked(autoTopupForm, body);
  const { symbol } = productOf(exchange, { product_id });
  return successReply(positionRow(granted(exchange.setAutoTopup(owner.accountId, symbol, auto_topup))));
}

const closeAllForm = z.object({
  close_all_portfolio: flag.default(false),
  close_all_isolated: flag.default(false),
  user_id: id.optional(),
});

/** Positions are isolated here: closing those of a portfolio alone closes none. */
function closeAll(exchange: Exchange, { body, owner }: OwnCall): SandboxReply {
  const asked = checked(closeAllForm, body);
  if (asked.user_id !== undefined && asked.user_id !== owner.accountId)
    throw new Refusal(403, 'unauthorized_api_access');
  if (asked.close_all_isolated) exchange.closeAll(owner.accountId);
  return jsonReply(200, { success: true });
}

const leverageForm = z.object({
  leverage: z
    .union([z.string(), z.number().transform(String)])
    .pipe(z.string().regex(/^\d+(\.\d+)?$/, 'expected a decimal number')),
});

function leverage(exchange: Exchange, { path, owner }: OwnCall): SandboxReply {
  const { symbol } = productOf(exchange, { product_id: Number(path.id) });
  return leverageReply(granted(exchange.leverage(owner.accountId, symbol)));
}

function setLeverage(exchange: Exchange, { path, body, owner }: OwnCall): SandboxReply {
  const { symbol } = productOf(exchange, { product_id: Number(path.id) });
  const asked = checked(leverageForm, body);
  return leverageReply(granted(exchange.setLeverage(owner.accountId, symbol, asked.leverage)));
}

const leverageReply = (setting: {
  readonly productId: number;
  readonly leverage: string;
  readonly orderMargin: string;
}): SandboxReply =>
  successReply({
    leverage: setting.leverage,
    order_margin: setting.orderMargin,
    product_id: setting.productId,
    margin_mode: 'isolated',
  });

const marginModeForm = z.object({ margin_mode: z.enum(['isolated', 'portfolio']), subaccount_user_id: id });

function marginMode(exchange: Exchange, { body, owner }: OwnCall): SandboxReply {
  const asked = checked(marginModeForm, body);
  const isReachable = asked.subaccount_user_id === owner.accountId || isParent(exchange, owner.accountId);
  if (!isReachable) throw new Refusal(403, 'unauthorized_api_access');
  // Portfolio margin is not offered here.
  if (asked.margin_mode === 'portfolio') throw new Refusal(400, 'trading_not_allowed_on_current_margin_mode');
  return successReply({ user_id: asked.subaccount_user_id, margin_mode: asked.margin_mode });
}

function balances(exchange: Exchange, { owner }: OwnCall): SandboxReply {
  const wallet = exchange.wallet(owner.accountId);
  if (wallet === null) return successReply([], { net_equity: '0' });
  return successReply([{ id: wallet.userId, ...walletRow(wallet) }], {
    net_equity: wallet.netEquity,
    robo_trading_equity: '0',
  });
}

const recordsForm = pageSchema(50, 50).extend(listFields);
const transactionsForm = recordsForm.extend({
  asset_ids: z.string().optional(),
  asset_id: z.string().optional(),
  transaction_types: z.string().optional(),
});

function transactions(exchange: Exchange, { query, owner }: OwnCall): SandboxReply {
  const asked = checked(transactionsForm, query);
  const types = asked.transaction_types?.split(',');
  const found = exchange
    .transactions(owner.accountId, listFilter(exchange, asked))
    .filter(({ type }) => types?.includes(type) ?? true);
  const { rows, meta } = pageOf(found, asked);
  return successReply(rows.map(transactionRow), meta);
}

function fills(exchange: Exchange, { query, owner }: OwnCall): SandboxReply {
  const asked = checked(recordsForm, query);
  const { rows, meta } = pageOf(exchange.fills(owner.accountId, listFilter(exchange, asked)), asked);
  return successReply(
    rows.map((fill) => fillRow(fill, exchange.product(fill.symbol))),
    meta,
  );
}

/** The first account is the parent of the others. */
const isParent = (exchange: Exchange, accountId: number): boolean => exchange.users()[0]?.id === accountId;

function subAccounts(exchange: Exchange, { owner }: OwnCall): SandboxReply {
  if (!isParent(exchange, owner.accountId)) throw new Refusal(403, 'unauthorized_api_access');
  const rows = exchange.users().map(({ id: userId, name }) => ({
    id: userId,
    account_name: name,
    is_sub_account: userId !== owner.accountId,
    margin_mode: 'isolated',
  }));
  return successReply(rows);
}

const transferForm = z.object({
  transferrer_user_id: id,
  transferee_user_id: id,
  asset_symbol: z.literal('USD'),
  amount: z
    .union([z.string(), z.number().transform(String)])
    .pipe(z.string().regex(/^\d+(\.\d+)?$/, 'expected a decimal number')),
});

function transfer(exchange: Exchange, { body, owner }: OwnCall): SandboxReply {
  if (!isParent(exchange, owner.accountId)) throw new Refusal(403, 'unauthorized_api_access');
  const asked = checked(transferForm, body);
  const known = exchange.users().map((user) => user.id);
  if (!known.includes(asked.transferrer_user_id) || !known.includes(asked.transferee_user_id))
    throw schemaRefusal('expected users of this account', 'transferee_user_id');
  granted(
    exchange.transfer({
      fromUserId: asked.transferrer_user_id,
      toUserId: asked.transferee_user_id,
      amount: asked.amount,
    }),
  );
  return jsonReply(200, { success: true });
}
