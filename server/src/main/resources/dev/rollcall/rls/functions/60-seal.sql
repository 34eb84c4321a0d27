-- Claims that nobody can forge, in a setting that everybody can change:
--   neon_auth.session = mode(1) seal key(3) exp(12) token's key(10) mac(64, hex) claims(JSON)
--   mode t: holds in the transaction whose transaction_timestamp() is in the MAC; for pools
--   mode s: holds in the backend whose pid is in the MAC; for direct connections, as pg_session_jwt does
--   mac = HMAC-SHA256(seal key, 'NAS1' mode key exp key bind claims)

-- 256 bits out of three random UUIDs, which come from the system's strong source.
create or replace function auth_private.random32() returns bytea
language sql volatile as $$
  select sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) $$;

create or replace function auth.rotate_seal_key() returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  k bytea := auth_private.random32();
  i int;
begin
  select coalesce(max(s.id), 0) % 999 + 1 into i from auth_private.seal_key s;
  insert into auth_private.seal_key (id, ipad, opad, cmp)
  values (i, auth_private.hmac_pad(k, 54), auth_private.hmac_pad(k, 92), auth_private.random32());
  delete from auth_private.seal_key s where s.id <> i and s.created_at < now() - interval '1 day';
  return i;
end $$;

-- The key that a gateway makes tickets with: 32 random bytes or more. Null takes it away.
create or replace function auth.set_gateway_key(id_ int, key_ bytea) returns void
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from auth_private.gateway_key g where g.id = id_;
  if key_ is null then return; end if;
  if length(key_) < 32 then
    raise exception 'gateway key too short' using errcode = '22023'; end if;
  insert into auth_private.gateway_key (id, ipad, opad, cmp)
  values (id_, auth_private.hmac_pad(key_, 54), auth_private.hmac_pad(key_, 92), auth_private.random32());
end $$;

create or replace function auth_private.seal(mode text, exp_s bigint, key_no int, claims text) returns text
language plpgsql stable as $$
declare
  k auth_private.seal_key;
  hd text;
  bind bytea;
begin
  select * into k from auth_private.seal_key s order by s.created_at desc, s.id desc limit 1;
  if k.id is null then
    raise exception 'auth is not initialised' using errcode = '55000'; end if;
  hd := mode || lpad(k.id::text, 3, '0') || lpad(exp_s::text, 12, '0') || lpad(key_no::text, 10, '0');
  if length(hd) <> 26 or exp_s < 0 or key_no < 0 then
    raise exception 'bad exp' using errcode = '28000'; end if;
  bind := case mode when 't' then timestamptz_send(transaction_timestamp()) else int8send(pg_backend_pid()::bigint) end;
  return hd
    || encode(sha256(k.opad || sha256(k.ipad || convert_to('NAS1' || hd, 'UTF8') || bind || convert_to(claims, 'UTF8'))), 'hex')
    || claims;
end $$;

-- The only reader. Null: no session. What does not verify is an error, so it is seen.
create or replace function auth_private.open_seal() returns jsonb
language plpgsql stable parallel restricted as $$
declare
  s text := current_setting('neon_auth.session', true);
  k auth_private.seal_key;
  bind bytea;
begin
  if s is null or s = '' then return null; end if;
  if length(s) < 92 or left(s, 1) not in ('s', 't')
     or translate(substr(s, 2, 25), '0123456789', '') <> ''
     or translate(substr(s, 27, 64), '0123456789abcdef', '') <> '' then
    raise exception 'invalid auth session' using errcode = '28000'; end if;
  select * into k from auth_private.seal_key sk where sk.id = substr(s, 2, 3)::int;
  bind := case left(s, 1)
    when 't' then timestamptz_send(transaction_timestamp())
    when 's' then int8send(pg_backend_pid()::bigint)
  end;
  -- Hashes of both MACs under a key of their own are compared, so the time taken says nothing of the MAC.
  if (sha256(k.cmp || sha256(k.opad || sha256(k.ipad || convert_to('NAS1' || left(s, 26), 'UTF8') || bind
        || convert_to(substr(s, 91), 'UTF8'))))
      = sha256(k.cmp || decode(substr(s, 27, 64), 'hex'))) is not true then
    raise exception 'invalid auth session' using errcode = '28000'; end if;
  -- The clock, not now(): a transaction held open must not outlive its token.
  if substr(s, 5, 12)::bigint <= extract(epoch from clock_timestamp()) then
    raise exception 'Token used after it has expired' using errcode = '28000'; end if;
  if substr(s, 17, 10) <> '0000000000' and not exists (
       select from auth_private.jwk j
        where j.key_no = substr(s, 17, 10)::int and not j.revoked
          and (j.not_after is null or j.not_after > clock_timestamp())) then
    raise exception 'no trusted key for this JWT' using errcode = '28000'; end if;
  return substr(s, 91)::jsonb;
end $$;
