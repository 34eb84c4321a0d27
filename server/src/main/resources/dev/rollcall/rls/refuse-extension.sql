-- Refuses to stand beside the compiled extension: its functions have the names of ours.
do $refuse$
begin
  if not exists (select from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
                where n.nspname = 'auth' and p.proname = 'installed')
     and exists (select from pg_catalog.pg_extension where extname = 'pg_session_jwt') then
    raise exception using errcode = 'RC001', message =
      'The extension pg_session_jwt is installed in this database, and its functions have the names of'
      ' Rollcall''s. Policies that use it go on working, so nothing need be done. To change over: drop the'
      ' policies, drop extension pg_session_jwt, enable row-level security again, make the policies anew';
  end if;
end
$refuse$;
