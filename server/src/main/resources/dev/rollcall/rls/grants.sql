-- Everything belongs to neon_auth_owner; nothing is anybody's unless it is named here.
do $grants$
declare
  found record;
  taken text;
begin
  for found in
    select p.oid::regprocedure as name from pg_proc p
     where p.pronamespace in ('auth'::regnamespace, 'auth_private'::regnamespace) and p.prokind = 'f'
  loop
    execute format('alter function %s owner to neon_auth_owner', found.name);
    execute format('revoke all on function %s from public', found.name);
  end loop;
  for found in
    select c.oid::regclass as name, c.relkind from pg_class c
     where c.relnamespace = 'auth_private'::regnamespace and c.relkind in ('r', 'S')
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i') and c.relkind = 'S')
  loop
    execute format(
      'alter %s %s owner to neon_auth_owner', case found.relkind when 'r' then 'table' else 'sequence' end, found.name);
  end loop;

  -- What hostile SQL is built from: temporary tables, and objects in schemas of others. A role that may not
  -- take these privileges away leaves them, and auth.doctor() says so.
  for taken in
    select format('%s on database %I', right_to, current_database())
      from unnest(array['temporary', 'create']) right_to
     where has_database_privilege('public', current_database(), right_to)
    union all
    select 'create on schema public'
      from pg_namespace where nspname = 'public' and has_schema_privilege('public', oid, 'create')
  loop
    execute format('revoke %s from public', taken);
    insert into auth_private.undo values (format('grant %s to public', taken)) on conflict do nothing;
  end loop;
  delete from auth_private.undo u
   where (u.statement like 'grant temporary%' and has_database_privilege('public', current_database(), 'temporary'))
      or (u.statement like 'grant create on database%' and has_database_privilege('public', current_database(), 'create'))
      or (u.statement like 'grant create on schema%' and has_schema_privilege('public', 'public', 'create'));
end
$grants$;

grant execute on function
  auth.init(), auth.jwt_session_init(text), auth.jwt_transaction_init(text),
  auth.gateway_session(text, int, int, bigint, bigint, bytea),
  auth.session(), auth.jwt(), auth.user_id(), auth.uid(), auth.organization(), auth.organization_id(),
  auth.installed()
  to public;
grant usage on schema auth to neon_auth_keyadmin;
grant execute on function
  auth.jwk_import(text, jsonb, text[], text, int, name[], text), auth.jwk_revoke(text, text),
  auth.jwk_withdraw(text, text, text), auth.jwks(),
  auth.rotate_seal_key(), auth.set_gateway_key(int, bytea), auth.doctor(name[])
  to neon_auth_keyadmin;
