-- How far the engine has folded each series, {"SOLUSD 15m": <open time in ms>}: a live market stores candles of its
-- history before it folds them. null: a market from before this column, where nothing else was ever stored.
alter table market add column folded jsonb;
