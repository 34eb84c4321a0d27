-- Outgoing webhooks: who wants to hear of changes, what is to be told, and how telling it went.
create table rollcall.webhook_endpoint (
  id              text primary key,
  url             text        not null,
  description     text        not null,
  -- null for all
  event_types     text[]      check (event_types <@ array['user.created', 'user.updated', 'user.deleted']),
  -- Encrypted. The one before is signed with, too, until previous_until.
  secret          bytea       not null,
  previous_secret bytea,
  previous_until  timestamptz,
  enabled         boolean     not null default true,
  disabled_reason text,
  failing_since   timestamptz,
  created_at      timestamptz not null
);

-- payload is what was true when the change was written; it is never read anew.
create table rollcall.webhook_message (
  number  bigint generated always as identity primary key,
  id      text        not null unique,
  type    text        not null,
  user_id text        not null,
  payload jsonb       not null,
  at      timestamptz not null
);

create index webhook_message_user on rollcall.webhook_message (user_id, number);
create index webhook_message_at on rollcall.webhook_message (at);

-- attempts counts for good and fences late news of an old attempt; retries says how far the schedule
-- has gone, and begins anew with a replay.
create table rollcall.webhook_delivery (
  message       bigint      not null references rollcall.webhook_message on delete cascade,
  endpoint      text        not null references rollcall.webhook_endpoint on delete cascade,
  state         text        not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  next_at       timestamptz not null default '-infinity',
  claimed_until timestamptz not null default '-infinity',
  attempts      int         not null default 0,
  retries       int         not null default 0,
  primary key (message, endpoint)
);

create index webhook_delivery_due on rollcall.webhook_delivery (endpoint, next_at, message)
  where state = 'waiting';
create index webhook_delivery_failed on rollcall.webhook_delivery (endpoint, message)
  where state = 'failed';

-- An attempt whose number is missing was under way when the server died.
create table rollcall.webhook_attempt (
  message         bigint      not null,
  endpoint        text        not null,
  number          int         not null,
  at              timestamptz not null,
  status          int,
  failure         text,
  duration_millis bigint      not null,
  response        text,
  primary key (message, endpoint, number),
  foreign key (message, endpoint) references rollcall.webhook_delivery on delete cascade
);

-- Hangs on rollcall.change, so that every change that is appended becomes one message in the same
-- transaction, whoever appends it. 'resync' becomes none: a first copy of a million users is not a
-- million messages. Arguments: the table, and the type of its id.
create function rollcall.write_webhook_messages() returns trigger
  language plpgsql
  set search_path = pg_catalog, pg_temp
as $$
begin
  if not exists (select from rollcall.webhook_endpoint where enabled) then
    return null;
  end if;
  execute format(
    $sql$
    with written as (
      insert into rollcall.webhook_message (id, type, user_id, payload, at)
      select 'msg_' || left(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 27),
             c.type,
             c.user_id,
             case when c.type = 'user.deleted'
                  then jsonb_build_object('id', c.user_id, 'teams', jsonb_build_array())
                  else u.raw_json end,
             c.at
        from appended c
        left join %1$s u on u.id = case when c.type <> 'user.deleted' then c.user_id::%2$s end
       where c.user_id is not null
         and (c.type = 'user.deleted' or u.id is not null)
         and exists (select from rollcall.webhook_endpoint e
                      where e.enabled and (e.event_types is null or c.type = any (e.event_types)))
       order by c.appended
      returning number, type)
    insert into rollcall.webhook_delivery (message, endpoint)
    select w.number, e.id
      from written w
      join rollcall.webhook_endpoint e
        on e.enabled and (e.event_types is null or w.type = any (e.event_types))
    $sql$,
    tg_argv[0],
    tg_argv[1]);
  return null;
end
$$;

-- As before, and a row that the owner deletes by SQL is a change like any other. A row whose user
-- had been deleted before is none: that was told when it happened.
create or replace function rollcall.leave_tombstone() returns trigger
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
  if old.deleted_at is null then
    insert into rollcall.change (type, user_id, at) values ('user.deleted', old.id::text, now());
  end if;
  return old;
end
$$;
