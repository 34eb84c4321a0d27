-- What providers said, word for word. Rows are claimed with FOR UPDATE SKIP LOCKED, never paged by
-- number: numbers become visible out of order.
create table rollcall.inbox (
  number      bigint generated always as identity primary key,
  provider    text        not null,
  event_id    text        not null,
  payload     bytea       not null,
  received_at timestamptz not null,
  due_at      timestamptz not null,
  attempts    int         not null default 0,
  user_id     text,
  look_up     text check (look_up in ('user', 'deleted user', 'scope')),
  derived     boolean     not null default false,
  reason      text,
  outcome     text check (outcome in ('applied', 'superseded', 'ignored', 'quarantined')),
  settled_at  timestamptz,
  unique (provider, event_id)
);

create index inbox_due on rollcall.inbox (due_at, number) where settled_at is null;
create index inbox_user on rollcall.inbox (user_id) where user_id is not null;
create index inbox_quarantined on rollcall.inbox (number) where outcome = 'quarantined';
create index inbox_settled on rollcall.inbox (settled_at) where settled_at is not null;

-- Where each pull of a provider's own log goes on.
create table rollcall.pull_cursor (
  provider  text primary key,
  cursor    text        not null,
  pulled_at timestamptz not null
);

-- Which server does what only one may do at a time, and until when it may.
create table rollcall.lease (
  name      text primary key,
  holder    text        not null,
  ends_at   timestamptz not null
);
