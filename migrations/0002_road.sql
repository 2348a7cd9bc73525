-- The road from a closed candle to a journal entry. Money, sizes and prices of orders and trades are numeric; what
-- the engine computes is float8; times are timestamptz except the candles' own keys.

-- One row: which market this schema holds. `sequence` counts committed batches, so that a commit whose answer was
-- lost can be told from one that never happened.
create table market (
  only_one boolean primary key default true check (only_one),
  epoch uuid not null,
  label text not null,
  sequence bigint not null default 0,
  created_at timestamptz not null default now()
);

create table account (
  id text primary key,
  kind text not null check (kind in ('paper')),
  name text not null,
  currency text not null,
  initial_balance numeric not null check (initial_balance > 0),
  risk_per_trade_pct numeric not null check (risk_per_trade_pct > 0),
  max_open_trades integer not null check (max_open_trades > 0)
);

create table order_block (
  -- <symbol>:<timeframe>:<number within its engine>
  id text primary key,
  symbol_id smallint not null references symbol,
  tf smallint not null,
  bias text not null check (bias in ('bullish', 'bearish')),
  top float8 not null,
  bottom float8 not null check (bottom < top),
  state text not null check (state in ('fresh', 'breaker', 'ended')),
  touched boolean not null,
  penetration float8 not null,
  -- Open time of the bar it is drawn on; close of the bar that made it known.
  formed_at timestamptz not null,
  confirmed_at timestamptz not null,
  flipped_at timestamptz,
  ended_at timestamptz
);
create index order_block_drawn on order_block (symbol_id, tf, formed_at);

create table structure_event (
  symbol_id smallint not null references symbol,
  tf smallint not null,
  bar integer not null,
  seq smallint not null,
  kind text not null,
  -- Open time of the bar that made it known, and of the bar its level comes from.
  opened_at timestamptz not null,
  level_from timestamptz,
  body jsonb not null,
  primary key (symbol_id, tf, bar, seq)
);
create index structure_break on structure_event (symbol_id, tf, opened_at) where kind in ('bos', 'choch');

create table engine_state (
  symbol_id smallint not null references symbol,
  tf smallint not null,
  -- Open time of the last candle folded into it.
  ts bigint not null,
  state jsonb not null,
  primary key (symbol_id, tf)
);

create table signal (
  id text primary key,
  strategy text not null,
  symbol text not null,
  timeframe text not null,
  direction text not null check (direction in ('long', 'short')),
  entry numeric not null,
  stop numeric not null,
  targets numeric[] not null,
  rr float8 not null,
  atr float8 not null,
  reasons text[] not null,
  zone jsonb not null,
  created_at timestamptz not null,
  expires_at timestamptz not null
);
create index signal_recent on signal (created_at desc);

-- A signal raised on an account waits until it has a decision there.
create table offer (
  signal_id text not null references signal,
  account_id text not null references account,
  primary key (signal_id, account_id)
);

create table decision (
  signal_id text not null,
  account_id text not null,
  decided_by text not null check (decided_by in ('owner', 'auto')),
  answer text not null check (answer in ('accepted', 'rejected', 'expired')),
  reason text,
  command_id uuid,
  trade_id text,
  at timestamptz not null,
  primary key (signal_id, account_id),
  foreign key (signal_id, account_id) references offer
);

create table trade (
  id text primary key,
  account_id text not null references account,
  signal_id text not null references signal,
  symbol text not null,
  timeframe text not null,
  direction text not null check (direction in ('long', 'short')),
  size numeric not null check (size > 0),
  unit text not null,
  entry numeric not null check (entry > 0),
  stop numeric not null check (stop > 0),
  target numeric not null check (target > 0),
  risk numeric not null check (risk >= 0),
  contract_value numeric not null,
  quote_rate numeric not null,
  fee_rate numeric not null,
  opened_at timestamptz not null,
  exit numeric,
  closed_at timestamptz,
  fees numeric,
  net numeric,
  r_multiple float8,
  outcome text check (outcome in ('WIN', 'LOSS', 'BREAKEVEN')),
  note text,
  deleted_at timestamptz,
  check ((closed_at is null) = (exit is null)),
  check ((closed_at is null) = (fees is null)),
  check ((closed_at is null) = (net is null)),
  check ((closed_at is null) = (outcome is null))
);
create index trade_of_account on trade (account_id, opened_at) where deleted_at is null;

-- Append-only: audit trail, live stream and sync cursor. One writer numbers them in commit order.
create table fact (
  id bigint primary key,
  at timestamptz not null,
  kind text not null,
  account_id text,
  rows jsonb not null
);

-- What a command answered, so that its replay answers the same.
create table command (
  id uuid primary key,
  kind text not null,
  request_hash text not null,
  result jsonb not null,
  at timestamptz not null
);
