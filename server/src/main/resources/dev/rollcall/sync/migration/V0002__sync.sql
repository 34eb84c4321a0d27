-- What is left of a row that is gone, so that late news of the user does not bring it back.
-- reason: 'sql' (the owner deleted the row), 'removed' (the user was deleted, and so was the row),
-- 'erased' (personal data was removed for good).
create table rollcall.tombstone (
  id           text primary key,
  born         timestamptz,
  version      timestamptz,
  payload_hash text        not null,
  dead         timestamptz,
  reason       text        not null check (reason in ('sql', 'removed', 'erased')),
  left_at      timestamptz not null default now()
);

-- Users whose row holds what an event said, and no fetch has confirmed yet. Of two records of the
-- same version the fetched one counts, and this is how a row remembers which of them it holds.
create table rollcall.unconfirmed (
  id text primary key
);

-- When the last look at a user began, for providers whose records have no version: an older look
-- that ends later must not win.
create table rollcall.reading (
  id       text primary key,
  began_at timestamptz not null
);

-- When the last listing ended, on the provider's clock: a look that began before is repeated.
create table rollcall.listing_mark (
  only_row    boolean primary key default true check (only_row),
  finished_at timestamptz not null
);

-- Rows of deleted users that could not be removed, because something still refers to them.
create table rollcall.kept_row (
  id       text primary key,
  reason   text        not null,
  tried_at timestamptz not null
);

-- One page of a listing on its way into the table. Empty between transactions.
create unlogged table rollcall.staged_user (
  id        text,
  born      timestamptz,
  version   timestamptz,
  versioned boolean,
  raw_json  jsonb
);

create function rollcall.leave_tombstone() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  insert into rollcall.tombstone (id, born, version, payload_hash, dead, reason)
  values (
    old.id::text,
    old.created_at,
    coalesce(old.updated_at, old.created_at),
    md5(old.raw_json::text),
    old.deleted_at,
    case when old.deleted_at is null then 'sql' else 'removed' end)
  on conflict (id) do update
     set born = excluded.born,
         version = excluded.version,
         payload_hash = excluded.payload_hash,
         dead = excluded.dead,
         reason = case when tombstone.reason = 'erased' then 'erased' else excluded.reason end,
         left_at = excluded.left_at;
  return old;
end
$$;
