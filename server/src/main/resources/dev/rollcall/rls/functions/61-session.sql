-- What policies and applications call: names and results as in pg_session_jwt 0.5, and three ways to begin.

create or replace function auth.init() returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
       select from auth_private.jwk k
        where not k.revoked and (k.not_after is null or k.not_after > clock_timestamp())) then
    raise exception 'no trusted keys are installed' using errcode = '55000'; end if;
end $$;

create or replace function auth_private.seal_from_jwt(jwt text, mode text) returns void
language plpgsql volatile as $$
declare
  checked record;
  exp_s bigint;
begin
  if jwt is null then                                  -- no token, nobody
    perform set_config('neon_auth.session', '', mode = 't');
    return;
  end if;
  select * into checked from auth_private.jwt_check(jwt);
  select cfg.leeway_s + least(
           coalesce(floor((checked.claims ->> 'exp')::numeric)::bigint, 99999999999),
           floor(extract(epoch from clock_timestamp()))::bigint + cfg.max_ttl_s)
    into exp_s from auth_private.setting cfg;
  perform set_config(
    'neon_auth.session', auth_private.seal(mode, exp_s, checked.key_no, checked.claims::text), mode = 't');
end $$;

-- For the session (or, if auth_private.setting says so, for the transaction). A failure leaves the identity
-- of before, as every failed statement leaves settings: whoever calls this must not go on after an error.
create or replace function auth.jwt_session_init(jwt text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth_private.seal_from_jwt(jwt, (select cfg.session_mode::text from auth_private.setting cfg));
end $$;

create or replace function auth.jwt_transaction_init(jwt text) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform auth_private.seal_from_jwt(jwt, 't');
end $$;

-- For the transaction, by a gateway that has verified the token itself:
-- ticket = HMAC-SHA256(gateway key, 'NAG1' || int8(pid, or 0) || int8(issued_us) || int8(exp_s) || claims)
create or replace function auth.gateway_session(
    claims text, key_id int, pid int, issued_us bigint, exp_s bigint, ticket bytea)
  returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  k auth_private.gateway_key;
  now_us numeric := extract(epoch from clock_timestamp())::numeric * 1000000;
begin
  select * into k from auth_private.gateway_key g where g.id = key_id;
  if k.id is null or claims is null or ticket is null or pid is null or issued_us is null or exp_s is null
     or (pid <> 0 and pid <> pg_backend_pid())
     or abs(now_us - issued_us) > 10000000 or exp_s * 1000000::numeric <= now_us
     or (sha256(k.cmp || sha256(k.opad || sha256(k.ipad || convert_to('NAG1', 'UTF8') || int8send(pid::bigint)
           || int8send(issued_us) || int8send(exp_s) || convert_to(claims, 'UTF8'))))
         = sha256(k.cmp || ticket)) is not true then
    raise exception 'invalid gateway ticket' using errcode = '28000'; end if;
  perform set_config('neon_auth.session', auth_private.seal('t', exp_s, 0, claims), true);
end $$;

create or replace function auth.session() returns jsonb
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return coalesce(auth_private.open_seal(), 'null'::jsonb); end $$;

create or replace function auth.jwt() returns jsonb
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return coalesce(auth_private.open_seal(), 'null'::jsonb); end $$;

create or replace function auth.user_id() returns text
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return auth_private.open_seal() ->> 'sub'; end $$;

create or replace function auth_private.to_uuid(s text) returns uuid
language plpgsql immutable strict parallel safe as $$
declare
  t text := lower(s);
begin
  if left(t, 9) = 'urn:uuid:' then
    t := substr(t, 10);
  elsif left(t, 1) = '{' and right(t, 1) = '}' then
    t := substr(t, 2, length(t) - 2);
  end if;
  if t ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' or t ~ '^[0-9a-f]{32}$' then
    return t::uuid;
  end if;
  return null;
end $$;

create or replace function auth.uid() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
begin return auth_private.to_uuid(auth_private.open_seal() ->> 'sub'); end $$;

create or replace function auth.organization() returns jsonb
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  o jsonb := auth_private.open_seal() -> 'o';
begin
  if jsonb_typeof(o) = 'object' then return o; end if;
  return null;
end $$;

create or replace function auth.organization_id() returns uuid
language plpgsql stable parallel restricted security definer set search_path = pg_catalog, pg_temp as $$
declare
  o jsonb := auth_private.open_seal() -> 'o';
begin
  if jsonb_typeof(o) = 'object' and jsonb_typeof(o -> 'id') = 'string' then
    return auth_private.to_uuid(o ->> 'id');
  end if;
  return null;
end $$;

-- What is installed; for everybody, since it is no secret.
create or replace function auth.installed() returns table (number int, content text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query select i.number, i.content from auth_private.installed i order by i.run desc limit 1;
end $$;
