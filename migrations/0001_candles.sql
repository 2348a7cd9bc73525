create table symbol (
  id smallint generated always as identity primary key,
  name text not null unique
);

-- The widest columns first, so that a row has no padding. `tf` is in minutes, `ts` the open time in epoch milliseconds.
-- Floats on purpose: candles are for analysis; orders and money are numeric. No foreign key: symbols are never deleted,
-- and checking it row by row takes two fifths of an import.
create table candle (
  ts bigint not null,
  o double precision not null,
  h double precision not null,
  l double precision not null,
  c double precision not null,
  v double precision not null,
  symbol_id smallint not null,
  tf smallint not null check (tf > 0),
  primary key (symbol_id, tf, ts)
);
