-- Who may push candles in. The token itself is shown once and kept nowhere; it is looked up by its SHA-256.
create table ingest_source (
  name text primary key,
  token_hash bytea not null unique,
  created_at timestamptz not null default now()
);
