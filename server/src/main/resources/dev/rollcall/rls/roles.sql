-- The roles, and the two schemas. A database owner with CREATEROLE may run this; no superuser is needed.
-- neon_auth_owner     owns the code and the keys; granted to nobody but while this script runs
-- neon_auth_keyadmin  may install and revoke keys
-- authenticated, anonymous  what policies and grants speak of
do $roles$
declare
  role text;
begin
  foreach role in array array['neon_auth_owner', 'neon_auth_keyadmin', 'authenticated', 'anonymous'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role) then
      execute pg_catalog.format('create role %I nologin noinherit', role);
      -- How a removal knows that the role is its to drop.
      execute pg_catalog.format('comment on role %I is %L', role, 'made by Rollcall');
    end if;
  end loop;
  if not (select rolsuper from pg_catalog.pg_roles where rolname = current_user) then
    execute 'grant neon_auth_owner, neon_auth_keyadmin to current_user';
  end if;
end
$roles$;

do $schemas$
declare
  name text;
begin
  foreach name in array array['auth', 'auth_private'] loop
    -- Not "if not exists": inside create extension, Postgres refuses that of a schema which is there.
    if not exists (select from pg_catalog.pg_namespace where nspname = name) then
      execute pg_catalog.format('create schema %I', name);
    end if;
  end loop;
end
$schemas$;
alter schema auth owner to neon_auth_owner;
alter schema auth_private owner to neon_auth_owner;
revoke all on schema auth, auth_private from public;
grant usage on schema auth to public;

create table if not exists auth_private.installed (
  run          bigint generated always as identity primary key,
  number       int         not null,
  content      text        not null,
  installed_at timestamptz not null default pg_catalog.now()
);

do $refuse$
declare
  newest int := (select max(number) from auth_private.installed);
begin
  if newest > @NUMBER@ then
    raise exception using errcode = 'RC001', message =
      'Row-level security was installed by a newer Rollcall (its version is ' || newest
      || ', this one knows @NUMBER@). Use that version';
  end if;
end
$refuse$;
