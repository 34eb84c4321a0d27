select pg_describe_object(d.classid, d.objid, d.objsubid)
  from pg_depend d
  join pg_proc p on d.refclassid = 'pg_proc'::regclass and d.refobjid = p.oid
 where p.pronamespace in (select oid from pg_namespace where nspname in ('auth', 'auth_private'))
   and p.proowner = (select oid from pg_roles where rolname = 'neon_auth_owner')
   and d.deptype in ('n', 'a')
   and not (d.classid = 'pg_policy'::regclass
            and d.objid in (select oid from pg_policy where polname = 'rollcall_api_rows'))
union
select format('policy %s on table %s', p.polname, p.polrelid::regclass)
  from pg_policy p
 where p.polname <> 'rollcall_api_rows'
   and p.polroles && array(
     select oid from pg_roles r where r.rolname in ('authenticated', 'anonymous')
        and shobj_description(r.oid, 'pg_authid') = 'made by Rollcall')
union
select pg_describe_object(s.classid, s.objid, s.objsubid)
  from pg_shdepend s
  join pg_roles r on s.refclassid = 'pg_authid'::regclass and s.refobjid = r.oid
 where s.dbid = (select oid from pg_database where datname = current_database())
   and s.deptype = 'o' and r.rolname in ('authenticated', 'anonymous', 'neon_auth_keyadmin')
union
select 'table ' || c.oid::regclass
  from pg_class c
 where c.relnamespace = (select oid from pg_namespace where nspname = 'auth') and c.relkind in ('r', 'v', 'm', 'f', 'p')
union
select 'function ' || p.oid::regprocedure
  from pg_proc p
 where p.pronamespace = (select oid from pg_namespace where nspname = 'auth')
   and p.proowner <> (select oid from pg_roles where rolname = 'neon_auth_owner')
order by 1
