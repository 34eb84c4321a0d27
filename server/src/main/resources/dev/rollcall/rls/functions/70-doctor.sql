-- What is weak in how this database is set up, and the statement that mends it. Reads the catalog only.
-- select * from auth.doctor();

create or replace function auth.doctor(api_roles name[] default array['authenticated', 'anonymous']::name[])
  returns table (severity text, check_id text, object text, detail text, mend text)
language sql stable set search_path = pg_catalog, pg_temp set standard_conforming_strings = on as $$
with api as (
  select oid, rolname from pg_roles where rolname = any (api_roles)
), logins as (
  select r.* from pg_roles r
   where not r.rolsuper and r.rolname <> current_user
     and exists (select from api where pg_has_role(r.oid, api.oid, 'MEMBER'))
), rel as (
  select c.*, n.nspname, format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'auth', 'auth_private')
     and n.nspname !~ '^pg_(temp|toast)'
), ours as (
  -- users_sync, which Rollcall fences by a restrictive policy and column privileges of its own
  select polrelid from pg_policy where polname = 'rollcall_api_rows'
), reach as (
  select distinct rel.*, api.rolname as api_role, api.oid as api_oid
    from rel, api
   where rel.relkind in ('r', 'p', 'v', 'm', 'f')
     and has_schema_privilege(api.oid, rel.relnamespace, 'USAGE')
     and (has_table_privilege(api.oid, rel.oid, 'SELECT, INSERT, UPDATE, DELETE')
          or has_any_column_privilege(api.oid, rel.oid, 'SELECT, INSERT, UPDATE'))
), fn as (
  select p.*, n.nspname, p.oid::regprocedure::text as name
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
   where n.nspname not in ('pg_catalog', 'information_schema', 'auth', 'auth_private')
     and l.lanname not in ('c', 'internal')
), policy as (
  select p.*, format('%I on %I.%I', p.policyname, p.schemaname, p.tablename) as name,
         coalesce(p.qual, '') || ' ' || coalesce(p.with_check, '') as says
    from pg_policies p
)
select 'critical', 'role-power', r.rolname::text,
       'has SUPERUSER, BYPASSRLS, CREATEROLE, CREATEDB or REPLICATION',
       format('alter role %I nosuperuser nobypassrls nocreaterole nocreatedb noreplication', r.rolname)
  from pg_roles r
 where (r.rolname = any (api_roles) or exists (select from logins l where l.oid = r.oid))
   and r.rolname <> current_user
   and (r.rolsuper or r.rolbypassrls or r.rolcreaterole or r.rolcreatedb or r.rolreplication)
union all
select 'critical', 'role-member', l.rolname::text, 'is also a member of ' || m.rolname,
       format('revoke %I from %I', m.rolname, l.rolname)
  from logins l join pg_roles m on m.oid <> l.oid and pg_has_role(l.oid, m.oid, 'MEMBER')
 where m.rolname <> all (api_roles)
union all
select 'high', 'role-both', l.rolname::text,
       'reaches both API roles, so anonymous SQL may set role authenticated',
       format('revoke %I from %I', 'authenticated', l.rolname)
  from logins l
 where l.rolcanlogin and (select count(*) from api where pg_has_role(l.oid, api.oid, 'MEMBER')) > 1
union all
select 'high', 'role-login', r.rolname::text,
       'can log in: its sessions see each other''s statements, and may cancel them',
       format('alter role %I nologin', r.rolname)
  from pg_roles r where r.rolname = any (api_roles) and r.rolcanlogin
union all
select 'high', 'role-settings', l.rolname::text,
       'has settings of its own, which its own SQL may have planted: ' || planted.settings, planted.mend
  from pg_db_role_setting s
  join logins l on l.oid = s.setrole
  left join pg_database d on d.oid = s.setdatabase
 cross join lateral (
   -- What only a superuser may set, such as a limit, was not planted.
   select string_agg(c.setting, ', ') as settings,
          string_agg(format('alter role %I%s reset %I', l.rolname,
                            case when d.datname is null then '' else format(' in database %I', d.datname) end, split_part(c.setting, '=', 1)),
                     '; ') as mend
     from unnest(s.setconfig) as c (setting)
    where not exists (
            select from pg_settings g
             where g.name = split_part(c.setting, '=', 1) and g.context = 'superuser')) planted
 where planted.settings is not null
union all
select 'high', 'db-temp', current_database()::text,
       api.rolname || ' may create temporary tables, which shadow names',
       format('revoke temporary on database %I from public, %I', current_database(), api.rolname)
  from api where has_database_privilege(api.oid, current_database(), 'TEMP')
union all
select 'high', 'db-create', current_database()::text, api.rolname || ' may create schemas',
       format('revoke create on database %I from public, %I', current_database(), api.rolname)
  from api where has_database_privilege(api.oid, current_database(), 'CREATE')
union all
select 'critical', 'schema-create', n.nspname::text, api.rolname || ' may create objects here',
       format('revoke create on schema %I from public, %I', n.nspname, api.rolname)
  from pg_namespace n, api
 where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and has_schema_privilege(api.oid, n.oid, 'CREATE')
union all
select 'critical', 'owner', rel.name, 'belongs to ' || pg_get_userbyid(rel.relowner) || ', which the API can become',
       format('alter table %s owner to %I', rel.name, (select pg_get_userbyid(d.datdba) from pg_database d where d.datname = current_database()))
  from rel
 where rel.relkind in ('r', 'p', 'v', 'm', 'f')
   and (exists (select from logins l where l.oid = rel.relowner) or exists (select from api where api.oid = rel.relowner))
union all
select case when r.nspname = 'neon_auth' then 'critical' else 'high' end, 'no-rls', r.name,
       r.api_role || ' has privileges, and row security is off',
       format('alter table %s enable row level security', r.name)
  from reach r where r.relkind in ('r', 'p') and not r.relrowsecurity
union all
select 'medium', 'no-force', r.name,
       'row security is not forced: views and SECURITY DEFINER functions of its owner see every row',
       format('alter table %s force row level security', r.name)
  from reach r
 where r.relkind in ('r', 'p') and r.relrowsecurity and not r.relforcerowsecurity
   and r.oid not in (select polrelid from ours)
 group by r.name
union all
select 'critical', 'truncate', r.name,
       r.api_role || ' has TRUNCATE, REFERENCES or TRIGGER, which row security does not bind',
       format('revoke truncate, references, trigger on %s from %I', r.name, r.api_role)
  from reach r where r.relkind in ('r', 'p') and has_table_privilege(r.api_oid, r.oid, 'TRUNCATE, REFERENCES, TRIGGER')
union all
select 'high', 'view', r.name, 'runs with the rights of ' || pg_get_userbyid(r.relowner),
       case when current_setting('server_version_num')::int >= 150000
         then format('alter view %s set (security_invoker = true)', r.name)
         else format('revoke all on %s from %I', r.name, r.api_role) end
  from reach r
 where r.relkind = 'v' and not coalesce(r.reloptions && array['security_invoker=true', 'security_invoker=on'], false)
union all
select 'critical', 'matview', r.name, 'materialized views have no row security',
       format('revoke all on %s from %I', r.name, r.api_role)
  from reach r where r.relkind = 'm'
union all
select 'critical', 'foreign', r.name, 'foreign tables have no row security',
       format('revoke all on %s from %I', r.name, r.api_role)
  from reach r where r.relkind = 'f'
union all
select 'high', 'policy-per-row', p.name, 'calls auth.*() for every row; in a (select ...) it is called once',
       'alter policy ' || p.name || coalesce(' using (' || regexp_replace(regexp_replace(p.qual,
           '\( SELECT auth\.([a-z_]+)\(\) AS [a-z_]+\)', 'auth.\1()', 'g'),
           'auth\.([a-z_]+)\(\)', '(select auth.\1())', 'g') || ')', '')
         || coalesce(' with check (' || regexp_replace(regexp_replace(p.with_check,
           '\( SELECT auth\.([a-z_]+)\(\) AS [a-z_]+\)', 'auth.\1()', 'g'),
           'auth\.([a-z_]+)\(\)', '(select auth.\1())', 'g') || ')', '')
  from policy p
 where regexp_replace(p.says, 'SELECT auth\.(user_id|uid|session|jwt|organization|organization_id)\(\)', '', 'g')
       ~ 'auth\.(user_id|uid|session|jwt|organization|organization_id)\(\)'
union all
select 'high', 'policy-true', p.name, 'lets ' || array_to_string(p.roles, ', ') || ' do ' || p.cmd || ' on every row',
       'drop policy ' || p.name
  from policy p
 where p.permissive = 'PERMISSIVE' and (p.qual = 'true' or p.with_check = 'true') and p.roles && (api_roles || 'public'::name)
   and p.policyname <> 'rollcall_other_roles'
union all
select 'critical', 'policy-guc', p.name, 'trusts current_setting(), which any SQL can change; make it anew with (select auth.user_id())',
       'drop policy ' || p.name
  from policy p where p.says ~ 'current_setting\('
union all
select 'high', 'definer-path', fn.name, 'is SECURITY DEFINER without a search_path of its own',
       format('alter function %s set search_path = pg_catalog, pg_temp', fn.name)
  from fn
 where fn.prosecdef and not coalesce(array_to_string(fn.proconfig, ',') ~ 'search_path=', false)
   and exists (select from api where has_function_privilege(api.oid, fn.oid, 'EXECUTE'))
union all
select 'high', 'policy-helper', fn.name, 'is used in a policy, and finds names by the search_path of its caller',
       format('alter function %s set search_path = pg_catalog, pg_temp', fn.name)
  from fn
 where not coalesce(array_to_string(fn.proconfig, ',') ~ 'search_path=', false) and fn.prosrc <> ''
   and exists (select from pg_depend d where d.classid = 'pg_policy'::regclass
                and d.refclassid = 'pg_proc'::regclass and d.refobjid = fn.oid)
union all
select 'high', 'dblink', p.oid::regprocedure::text, api.rolname || ' may connect to other databases',
       format('revoke execute on function %s from public, %I', p.oid::regprocedure, api.rolname)
  from pg_proc p, api
 where p.proname ~ '^(dblink|dblink_connect|dblink_exec|dblink_send_query)$' and has_function_privilege(api.oid, p.oid, 'EXECUTE')
union all
select 'medium', 'lang', l.lanname::text, api.rolname || ' may run DO blocks',
       format('revoke usage on language %I from public, %I', l.lanname, api.rolname)
  from pg_language l, api where l.lanname = 'plpgsql' and has_language_privilege(api.oid, l.oid, 'USAGE')
union all
select 'high', 'version', current_setting('server_version'),
       'lacks the row-security fixes of August 2025 (CVE-2025-8713) or older ones',
       'update Postgres to the newest minor release'
  from (select current_setting('server_version_num')::int) v (n)
 where n < 140019 or (n >= 150000 and n < 150014) or (n >= 160000 and n < 160010) or (n >= 170000 and n < 170006)
union all
select 'high', 'logging', s.name, 'writes bind parameters, which tokens and tickets are, into the server''s log',
       case s.name
         when 'log_parameter_max_length_on_error' then 'alter system set log_parameter_max_length_on_error = 0'
         else 'alter system set log_parameter_max_length = 0' end
  from pg_settings s
 where (current_setting('log_parameter_max_length') <> '0'
        and ((s.name = 'log_statement' and s.setting = 'all')
             or (s.name = 'log_min_duration_statement' and s.setting = '0')))
    or (s.name = 'log_parameter_max_length_on_error' and s.setting <> '0')
union all
select 'medium', 'prepared-xacts', s.name, 'PREPARE TRANSACTION lets a user leave locks behind for ever',
       'alter system set max_prepared_transactions = 0'
  from pg_settings s where s.name = 'max_prepared_transactions' and s.setting::int > 0
union all
select 'medium', 'lo', 'large objects', api.rolname || ' may create large objects, which its whole login role shares',
       'revoke execute on function pg_catalog.lo_from_bytea(oid, bytea), pg_catalog.lo_create(oid),'
       ' pg_catalog.lo_creat(integer), pg_catalog.lo_import(text), pg_catalog.lo_import(text, oid) from public'
  from api where has_function_privilege(api.oid, 'pg_catalog.lo_from_bytea(oid,bytea)', 'EXECUTE')
order by 1, 2, 3
$$;
