set local search_path = pg_catalog, pg_temp;

do $remove$
declare
  super boolean := (select rolsuper from pg_roles where rolname = current_user);
  statement text;
  found record;
begin
  perform pg_advisory_xact_lock(hashtextextended('rollcall row-level security', 0));
  if not super then
    execute 'grant neon_auth_owner to current_user';
  end if;
  execute 'drop extension if exists pg_session_jwt';
  for statement in select u.statement from auth_private.undo u loop
    execute statement;
  end loop;
  for found in
    select p.oid::regprocedure as name from pg_proc p where p.pronamespace = 'auth'::regnamespace
  loop
    execute format('drop function %s', found.name);
  end loop;
  execute 'drop schema auth';
  execute 'drop schema auth_private cascade';

  -- Roles are the whole server's: those that another database still needs stay.
  for found in
    select r.rolname as name from pg_roles r
     where r.rolname in ('authenticated', 'anonymous', 'neon_auth_keyadmin', 'neon_auth_owner')
       and shobj_description(r.oid, 'pg_authid') = 'made by Rollcall'
  loop
    begin
      if not super and found.name <> 'neon_auth_owner' then
        execute format('grant %I to current_user', found.name);
      end if;
      execute format('drop owned by %I', found.name);
      execute format('drop role %I', found.name);
    exception when dependent_objects_still_exist then
      raise notice 'role % stays', found.name;
    end;
  end loop;
  if not super and exists (select from pg_roles where rolname = 'neon_auth_owner') then
    execute 'revoke neon_auth_owner from current_user';
  end if;
end
$remove$;
