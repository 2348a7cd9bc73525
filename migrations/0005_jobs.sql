-- Work that other processes and machines take part in. The queue itself lies in a schema of its library; here is what
-- its jobs read and what becomes of them.

create table sweep (
  -- Hash of all that decides the result, the program included: the same command finds what was done before.
  id text primary key,
  -- The program's version, as its own source.
  code text not null,
  jobs integer not null check (jobs > 0),
  -- What every thread gets when it starts, without the candles.
  load bytea not null,
  created_at timestamptz not null default now()
);

-- A column of candles by the hash of its bytes (float8, lowest byte first), in parts: kept once, however many use it.
create table sweep_column (
  hash text not null,
  part integer not null,
  bytes bytea not null,
  primary key (hash, part)
);
-- Prices do not compress: trying costs more than it saves.
alter table sweep_column alter column bytes set storage external;

create table sweep_uses (
  sweep_id text not null references sweep on delete cascade,
  hash text not null,
  primary key (sweep_id, hash)
);

-- The first answer to a job stays; what comes twice changes nothing.
create table sweep_result (
  sweep_id text not null references sweep on delete cascade,
  job integer not null check (job >= 0),
  answer bytea not null,
  primary key (sweep_id, job)
);

-- The last backtest of a strategy on the history of this market. What accounts traded is in `trade` and joined on reading.
create table report_card (
  strategy text not null,
  symbol text not null,
  timeframe text not null,
  mode text not null,
  params jsonb not null,
  code text not null,
  -- Open times of the first and the last candle.
  first bigint not null,
  last bigint not null,
  computed_at timestamptz not null,
  body jsonb not null,
  primary key (strategy, symbol, timeframe, mode)
);
