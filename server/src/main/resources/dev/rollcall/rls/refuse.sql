-- Refuses what cannot be served, before anything is made.
do $refuse$
declare
  objects bigint;
  first_one text;
begin
  if pg_catalog.current_setting('server_version_num')::int < 140000 then
    raise exception using errcode = 'RC001', message =
      'Row-level security needs Postgres 14 or newer, and this is ' || pg_catalog.current_setting('server_version');
  end if;
  -- Two that install at once would trip over each other's functions.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('rollcall row-level security', 0));
  if exists (select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
             where n.nspname = 'auth' and p.proname = 'installed') then
    return;
  end if;
  select count(*), min(name) into objects, first_one from (
    select n.nspname || '.' || c.relname
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('auth', 'auth_private')
    union all
    select n.nspname || '.' || p.proname || '()'
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('auth', 'auth_private')) found (name);
  if objects > 0 then
    raise exception using errcode = 'RC001', message =
      'The schema ' || pg_catalog.split_part(first_one, '.', 1) || ' exists already and is not Rollcall''s: it holds '
      || objects || ' object(s), among them ' || first_one || ' (Supabase, for one, has a schema auth). The names of'
      ' the functions that policies call are fixed, so both cannot be in one database. Use another database, or'
      ' rename or drop that schema';
  end if;
end
$refuse$;
