-- Signals whose entry is a limit that waits for price, and the trades that wait with them.

alter table signal add column rests boolean not null default false;

-- Candles that open from then on do not fill the limit. Null: the trade is entered.
alter table trade add column waits_until timestamptz;
alter table trade add check (waits_until is null or closed_at is null);
