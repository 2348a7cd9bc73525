-- Practice: sessions and the trades a person took in them by hand. Prices are numeric, times timestamptz.

create table practice_session (
  id uuid primary key,
  name text not null,
  source text not null check (source in ('replay', 'typed', 'imported')),
  -- When it was practised; the trades carry the time of the market.
  started_at timestamptz not null,
  note text
);

create table practice_trade (
  id uuid primary key,
  session_id uuid not null references practice_session on delete cascade,
  symbol text not null,
  direction text not null check (direction in ('long', 'short')),
  opened_at timestamptz not null,
  entry numeric not null check (entry > 0),
  stop numeric check (stop > 0),
  target numeric check (target > 0),
  exit numeric check (exit > 0),
  closed_at timestamptz check (closed_at >= opened_at),
  tags text[] not null,
  note text,
  check (case direction when 'long' then stop < entry else stop > entry end),
  check (case direction when 'long' then target > entry else target < entry end),
  check (closed_at is null or exit is not null)
);
create index practice_trade_of_session on practice_trade (session_id, opened_at);
