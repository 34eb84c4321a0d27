\echo Use "create extension pg_session_jwt" to load this file. \quit

do $extension$
begin
  if not exists (select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                  where n.nspname = 'auth' and p.proname = 'installed') then
    execute $everything$
@SCRIPT@
$everything$;
  end if;
end
$extension$;

-- What was made is Rollcall's, not the extension's: it is upgraded and removed in one way, however it came.
do $members$
declare
  member record;
begin
  for member in
    select (pg_catalog.pg_identify_object(d.classid, d.objid, 0)).*
      from pg_catalog.pg_depend d
      join pg_catalog.pg_extension e on e.oid = d.refobjid
     where d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and d.deptype = 'e'
       and e.extname = 'pg_session_jwt'
       and d.classid <> 'pg_catalog.pg_type'::pg_catalog.regclass   -- these go with their tables
  loop
    execute pg_catalog.format('alter extension pg_session_jwt drop %s %s', member.type, member.identity);
  end loop;
end
$members$;
