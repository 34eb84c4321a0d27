-- What changed in users_sync. A transaction appends without a number; one sequencer at a time
-- numbers what has been committed, so numbers appear in order and nobody waits for another's commit.
create table rollcall.change (
  appended bigint generated always as identity primary key,
  number   bigint,
  type     text        not null check (type in ('user.created', 'user.updated', 'user.deleted', 'resync')),
  user_id  text,
  at       timestamptz not null
);

create unique index change_number on rollcall.change (number) where number is not null;
create index change_unnumbered on rollcall.change (appended) where number is null;

-- The last number given, and which history of this database the numbers belong to.
create table rollcall.feed_state (
  only_row    boolean primary key default true check (only_row),
  last_number bigint not null default 0,
  first_number bigint not null default 1,
  epoch       text   not null default replace(gen_random_uuid()::text, '-', '')
);

insert into rollcall.feed_state default values;
