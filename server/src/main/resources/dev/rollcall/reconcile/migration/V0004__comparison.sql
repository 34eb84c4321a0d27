-- Each comparison of the provider's listing with the table; the newest open one goes on where it
-- stopped.
create table rollcall.comparison (
  number      bigint generated always as identity primary key,
  provider    text        not null,
  dry_run     boolean     not null,
  first_copy  boolean     not null,
  release     boolean     not null,
  state       text        not null check (state in ('listing', 'absences', 'finished', 'failed')),
  cursor      text,
  total       bigint,
  listed      bigint      not null default 0,
  inserted    bigint      not null default 0,
  updated     bigint      not null default 0,
  deleted     bigint      not null default 0,
  held_back   bigint      not null default 0,
  unreadable  bigint      not null default 0,
  http_millis  bigint     not null default 0,
  merge_millis bigint     not null default 0,
  reason      text,
  started_at  timestamptz not null,
  read_since  timestamptz,
  touched_at  timestamptz not null,
  finished_at timestamptz
);

create unique index comparison_open on rollcall.comparison ((true)) where finished_at is null;

-- The users seen in the open comparison.
create table rollcall.listed (
  id text not null
);

-- Users that the last comparison did not find at the provider, more of them than it dared to delete.
create table rollcall.held_deletion (
  id       text primary key,
  found_at timestamptz not null
);
