-- What practice taught a strategy and its owner chose to trade by: one choice for each strategy of this market.

create table taught (
  strategy text primary key,
  body jsonb not null
);
