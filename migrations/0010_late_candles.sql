-- A candle came in, or became another one, before those that were folded already: the next start folds the series anew.
alter table engine_state add column is_outdated boolean not null default false;
