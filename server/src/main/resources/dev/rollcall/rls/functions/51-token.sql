-- A token is checked under a key of ours: the algorithm comes from the key, and the header must agree.

create or replace function auth_private.jws_verify(k auth_private.jwk, msg bytea, sig bytea) returns boolean
language plpgsql stable as $$
declare
  bits int;
  half int; r numeric; s numeric; e numeric;
begin
  if k.alg = 'EdDSA' then
    return coalesce(auth_private.ed25519_verify_comb(k.key_no, k.comb_w, k.ed, msg, sig), false);
  end if;
  bits := substr(k.alg, 3)::int;
  case left(k.alg, 2)
    when 'RS' then
      return coalesce(auth_private.rsa_pkcs1_verify(k.n, (k.nbits + 7) / 8, k.e, bits, msg, sig), false);
    when 'PS' then
      return coalesce(auth_private.rsa_pss_verify(k.n, k.nbits, k.e, bits, msg, sig), false);
    when 'ES' then
      half := case k.alg when 'ES256' then 32 when 'ES384' then 48 else 66 end;
      if length(sig) <> 2 * half then return false; end if;
      e := auth_private.os2ip(auth_private.sha(bits, msg));
      r := auth_private.os2ip(substr(sig, 1, half));
      s := auth_private.os2ip(substr(sig, half + 1));
      if k.comb_w is not null then
        return coalesce(auth_private.p256_verify_comb(k.key_no, k.comb_w, e, r, s), false);
      end if;
      return coalesce(auth_private.ecdsa_verify_shamir(k.crv, k.x, k.y, e, r, s), false);
  end case;
end $$;

create or replace function auth_private.jws_part(b bytea) returns jsonb
language plpgsql immutable parallel safe as $$
declare
  part jsonb;
begin
  part := convert_from(b, 'UTF8')::jsonb;
  if jsonb_typeof(part) = 'object' then return part; end if;
  raise exception 'could not parse JWT component' using errcode = '28000';
exception when data_exception or program_limit_exceeded then
  -- Postgres' own words would quote the token.
  raise exception 'could not parse JWT component' using errcode = '28000';
end $$;

-- The claims and the number of the key, or an error of class 28000; never null.
create or replace function auth_private.jwt_check(jwt text, out claims jsonb, out key_no int)
language plpgsql stable as $$
declare
  cfg auth_private.setting;
  k auth_private.jwk;
  d1 int; d2 int; hb bytea; pb bytea; sb bytea;
  h jsonb; c jsonb; v jsonb;
  now_s numeric := extract(epoch from clock_timestamp())::numeric;
begin
  select * into cfg from auth_private.setting;
  if jwt is null or octet_length(jwt) > cfg.max_token_bytes then
    raise exception 'invalid JWT encoding' using errcode = '28000'; end if;
  d1 := strpos(jwt, '.');
  d2 := d1 + strpos(substr(jwt, d1 + 1), '.');
  if d1 < 2 or d2 <= d1 + 1 or strpos(substr(jwt, d2 + 1), '.') > 0 then
    raise exception 'invalid JWT encoding' using errcode = '28000'; end if;
  hb := auth_private.b64u(left(jwt, d1 - 1));
  pb := auth_private.b64u(substr(jwt, d1 + 1, d2 - d1 - 1));
  sb := auth_private.b64u(substr(jwt, d2 + 1));
  if hb is null or pb is null or sb is null or length(sb) = 0 then
    raise exception 'invalid JWT encoding' using errcode = '28000'; end if;
  h := auth_private.jws_part(hb);
  c := auth_private.jws_part(pb);
  if h ? 'crit' or h ? 'b64' or jsonb_typeof(h -> 'alg') is distinct from 'string'
     or lower(coalesce(h ->> 'typ', 'jwt') collate "C") not in ('jwt', 'at+jwt', 'application/jwt', 'application/at+jwt') then
    raise exception 'unsupported JWT header' using errcode = '28000'; end if;
  if jsonb_typeof(h -> 'kid') is distinct from 'string' or h ->> 'kid' = '' then
    raise exception 'JWT names no key' using errcode = '28000'; end if;
  if jsonb_typeof(c -> 'iss') is distinct from 'string' then
    raise exception 'JWT has no issuer' using errcode = '28000'; end if;

  -- Chosen by issuer, kid and alg (which are unique) from our own table; jku, jwk, x5u and x5c are never looked at.
  select * into k from auth_private.jwk j
   where j.issuer = c ->> 'iss' and j.alg = h ->> 'alg' and j.kid = h ->> 'kid'
     and not j.revoked and (j.not_after is null or j.not_after > clock_timestamp());
  key_no := k.key_no;
  if key_no is null then
    raise exception 'no trusted key for this JWT' using errcode = '28000'; end if;
  if auth_private.jws_verify(k, convert_to(left(jwt, d2 - 1), 'UTF8'), sb) is not true then
    raise exception 'invalid JWT signature' using errcode = '28000'; end if;

  foreach v in array array[c -> 'exp', c -> 'nbf', c -> 'iat'] loop
    if v is not null and jsonb_typeof(v) <> 'number' then
      raise exception 'JWT times must be numbers' using errcode = '28000'; end if;
  end loop;
  if not c ? 'exp' and cfg.require_exp then
    raise exception 'JWT has no exp' using errcode = '28000'; end if;
  if (c ->> 'exp')::numeric + cfg.leeway_s <= now_s then
    raise exception 'Token used after it has expired' using errcode = '28000'; end if;
  if (c ->> 'exp')::numeric > now_s + cfg.max_ttl_s + cfg.leeway_s then
    raise exception 'Token lives longer than % s', cfg.max_ttl_s using errcode = '28000'; end if;
  if (c ->> 'nbf')::numeric > now_s + cfg.leeway_s or (c ->> 'iat')::numeric > now_s + cfg.leeway_s then
    raise exception 'Token used before it is ready' using errcode = '28000'; end if;
  if k.audience is not null and not coalesce(
       case jsonb_typeof(c -> 'aud')
         when 'string' then c ->> 'aud' = any (k.audience)
         when 'array' then c -> 'aud' ?| k.audience
       end, false) then
    raise exception 'JWT is for another audience' using errcode = '28000'; end if;
  -- The login, since SET ROLE is for everybody to undo.
  if k.roles is not null and not exists (
       select from pg_roles r where r.rolname = any (k.roles) and pg_has_role(session_user, r.oid, 'member')) then
    raise exception 'JWT is of an issuer that is not trusted for the role %', session_user using errcode = '28000';
  end if;
  if jsonb_typeof(c -> 'sub') is distinct from 'string' or c ->> 'sub' = '' then
    raise exception 'invalid subject claim in the JWT' using errcode = '28000'; end if;
  claims := c;
end $$;
