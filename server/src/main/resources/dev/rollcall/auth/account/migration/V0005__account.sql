-- The accounts of the built-in provider. Nobody but Rollcall's own role may look into this schema.
-- Where the role may make no schemas, it has been made already; Postgres would not even look then.
do $$
begin
  if to_regnamespace('rollcall_auth') is null then
    create schema rollcall_auth;
  end if;
end
$$;

create table rollcall_auth.account (
  id                        uuid primary key,
  display_name              text,
  profile_image_url         text,
  client_metadata           jsonb,
  client_read_only_metadata jsonb,
  server_metadata           jsonb,
  otp_enabled               boolean     not null default false,
  is_anonymous              boolean     not null default false,
  signed_up_at              timestamptz not null,
  last_active_at            timestamptz not null,
  updated_at                timestamptz not null,
  banned_at                 timestamptz,
  ban_reason                text,
  search                    text        not null default ''
);

create index account_signed_up_at on rollcall_auth.account (signed_up_at, id);

create table rollcall_auth.contact_channel (
  id            uuid primary key,
  account       uuid        not null references rollcall_auth.account (id) on delete cascade,
  type          text        not null check (type = 'email'),
  value         text        not null,
  is_primary    boolean     not null,
  is_verified   boolean     not null,
  used_for_auth boolean     not null,
  created_at    timestamptz not null
);

-- Two accounts may have one address, if at most one of them signs in with it.
create unique index contact_channel_auth
  on rollcall_auth.contact_channel (type, lower(value)) where used_for_auth;
create unique index contact_channel_once on rollcall_auth.contact_channel (account, type, lower(value));
create unique index contact_channel_primary
  on rollcall_auth.contact_channel (account, type) where is_primary;

create table rollcall_auth.password (
  account    uuid primary key references rollcall_auth.account (id) on delete cascade,
  hash       text        not null,
  changed_at timestamptz not null
);

-- Accounts at OAuth providers that belong to an account here.
create table rollcall_auth.oauth_account (
  provider            text not null,
  provider_account_id text not null,
  account             uuid not null references rollcall_auth.account (id) on delete cascade,
  email               text,
  primary key (provider, provider_account_id)
);

create index oauth_account_account on rollcall_auth.oauth_account (account);

-- The pieces of three characters that a text is made of, as numbers: what contains a text has all of
-- its pieces. An index over them finds substrings without an extension.
create function rollcall_auth.pieces(text) returns int[]
  language sql
  immutable
  parallel safe
  set search_path = pg_catalog
as $$
  select coalesce(array_agg(distinct hashtext(substr($1, n, 3))), '{}')
    from generate_series(1, length($1) - 2) as n
$$;

create index account_search on rollcall_auth.account using gin (rollcall_auth.pieces(search));

-- The owner may delete rows of users_sync; the account goes with its row.
create function rollcall_auth.delete_account() returns trigger
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
begin
  if old.id::text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    delete from rollcall_auth.account where id = old.id::text::uuid;
  end if;
  return old;
end
$$;
