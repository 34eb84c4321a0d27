package dev.rollcall.rls;

/// What an install would be without one of its walls. Each attack must succeed against the one it
/// names, or it would prove nothing by failing.
enum Weakened {
  /// None: the install as it is.
  NOT(""),

  /// Claims are believed as they stand in a setting, as PostgREST's are.
  UNSEALED(
      """
      create or replace function auth_private.open_seal() returns jsonb language plpgsql stable as $$
      begin
        return coalesce(
          nullif(current_setting('request.jwt.claims', true), ''),
          '{"sub":"' || nullif(current_setting('request.jwt.claim.sub', true), '') || '"}',
          nullif(current_setting('pg_session_jwt.jwt', true), ''),
          substring(current_setting('neon_auth.session', true) from '[{][^{]*$'))::jsonb;
      end $$;
      """),

  /// Tokens and tickets are read, and not checked.
  UNVERIFIED(
      """
      create or replace function auth_private.jwt_check(jwt text, out claims jsonb, out key_no int)
      language plpgsql stable as $$
      declare
        part text := translate(split_part(jwt, '.', 2), '-_', '+/');
      begin
        claims := convert_from(decode(part || repeat('=', (4 - length(part) % 4) % 4), 'base64'), 'UTF8')::jsonb
          || jsonb_build_object('exp', floor(extract(epoch from clock_timestamp())) + 60);
        key_no := 0;
      end $$;
      create or replace function auth.gateway_session(
          claims text, key_id int, pid int, issued_us bigint, exp_s bigint, ticket bytea)
        returns void
      language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
      begin
        perform set_config('neon_auth.session', auth_private.seal('t', exp_s, 0, claims), true);
      end $$;
      """),

  /// The seal holds anywhere and at any time.
  UNBOUND(
      """
      do $do$
      declare
        f text;
      begin
        foreach f in array array['auth_private.seal(text,bigint,int,text)', 'auth_private.open_seal()'] loop
          execute regexp_replace(
            pg_get_functiondef(f::regprocedure), 'bind := case.*?end;', 'bind := ''x'';');
        end loop;
      end $do$;
      """),

  /// Connections are not reset between requests, and the trusted statement is prepared once.
  NO_RESET(""),

  /// One login role, which owns the tables, and sets the role for each request.
  SET_ROLE("alter table secret owner to rls_shared; alter table note owner to rls_shared;"),

  /// Everybody may create, and use what is private; the policy calls a helper in plain SQL, which
  /// finds names by the search path of whoever calls.
  OPEN(
      """
      do $do$ begin
        execute format('grant temporary, create on database %I to public', current_database());
      end $do$;
      grant create on schema public to public;
      grant truncate, trigger on secret, note to authenticated;
      grant usage on schema auth_private to public;
      grant all on all tables in schema auth_private to public;
      grant execute on all functions in schema auth, auth_private to public;
      grant neon_auth_owner, neon_auth_keyadmin to rls_pool_1;
      create function public.me() returns text language sql stable as $$ select auth.session() ->> 'sub' $$;
      drop policy own on secret;
      create policy own on secret using (user_id = public.me()) with check (user_id = public.me());
      """),

  /// Nobody has enabled row security on the tables.
  NO_RLS(
      "alter table secret disable row level security; alter table note disable row level security;");

  private final String sql;

  Weakened(String sql) {
    this.sql = sql;
  }

  String sql() {
    return sql;
  }
}
