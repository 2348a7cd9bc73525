-- How far the engine has folded each series, {"SOLUSD 15m": <open time in ms>}: a live market stores candles of its
-- history before it folds them. null: a market from before this column, where nothing else was ever stored.
alter table market add column folded jsonb;

-- What the venue last said of the instrument, as `SymbolSpec`: known before the venue answers again.
alter table symbol add column spec jsonb;
