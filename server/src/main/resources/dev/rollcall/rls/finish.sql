insert into auth_private.installed (number, content)
select @NUMBER@, '@CONTENT@'
 where not exists (
   select from auth.installed() now where now.number = @NUMBER@ and now.content = '@CONTENT@');

do $finish$
begin
  -- Whoever installs need not be able to read the keys afterwards.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute 'revoke neon_auth_owner from current_user';
  end if;
end
$finish$;
