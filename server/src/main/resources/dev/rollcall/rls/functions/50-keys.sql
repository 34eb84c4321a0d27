-- Keys: imported from a provider's JWKS, revoked at once. For neon_auth_keyadmin only.

create or replace function auth_private.rsa_modulus_bits(n bytea) returns int
language plpgsql immutable strict parallel safe as $$
declare
  m bytea := n;
begin
  while length(m) > 0 and get_byte(m, 0) = 0 loop m := substr(m, 2); end loop;
  if length(m) = 0 then return 0; end if;
  return 8 * length(m) - 8 + length(ltrim(get_byte(m, 0)::bit(8)::text, '0'));
end $$;

create or replace function auth.jwk_import(
    issuer_ text, jwk_ jsonb, audience_ text[] default null, default_alg text default null, window_ int default 4,
    roles_ name[] default null, origin_ text default null)
  returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  kty text := jwk_ ->> 'kty';
  c text := jwk_ ->> 'crv';
  alg_ text := coalesce(jwk_ ->> 'alg', default_alg);
  kid_ text := coalesce(jwk_ ->> 'kid', '');
  nb bytea; eb bytea; xb bytea; yb bytea;
  n_ numeric; e_ numeric; x_ numeric; y_ numeric;
  bits int; len_ int; pt numeric[]; no int; was_revoked boolean;
  w int := window_;
begin
  if jsonb_typeof(jwk_) is distinct from 'object' or coalesce(issuer_, '') = '' then
    raise exception 'bad JWK' using errcode = '22023'; end if;
  if jwk_ ?| array['d', 'k', 'p', 'q', 'dp', 'dq', 'qi'] then
    raise exception 'private or symmetric key material refused' using errcode = '22023'; end if;
  if jwk_ ? 'use' and jwk_ ->> 'use' is distinct from 'sig' then
    raise exception 'key is not for signatures' using errcode = '22023'; end if;
  if jwk_ ? 'key_ops' and not (jwk_ -> 'key_ops' ? 'verify') then
    raise exception 'key_ops lacks verify' using errcode = '22023'; end if;
  if kid_ = '' or jsonb_typeof(jwk_ -> 'kid') is distinct from 'string' then
    raise exception 'key has no kid, so no token can name it' using errcode = '22023'; end if;
  if w is not null and w not in (4, 6, 8) then
    raise exception 'window must be 4, 6 or 8' using errcode = '22023'; end if;

  if kty = 'RSA' then
    c := null;
    alg_ := coalesce(alg_, 'RS256');
    if alg_ not in ('RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512') then
      raise exception 'alg does not fit kty' using errcode = '22023'; end if;
    nb := auth_private.b64u(jwk_ ->> 'n');
    eb := auth_private.b64u(jwk_ ->> 'e');
    if nb is null or eb is null or length(nb) > 1025 or length(eb) > 8 then
      raise exception 'bad RSA key' using errcode = '22023'; end if;
    n_ := auth_private.os2ip(nb);
    e_ := auth_private.os2ip(eb);
    bits := auth_private.rsa_modulus_bits(nb);
    if bits not between 2048 and 8192 or n_ % 2 = 0 then
      raise exception 'RSA modulus refused: it must be odd and have 2048 to 8192 bits' using errcode = '22023'; end if;
    if e_ < 3 or e_ % 2 = 0 or e_ > 4294967297 then
      raise exception 'RSA exponent refused: it must be odd and from 3 to 4294967297' using errcode = '22023'; end if;
  elsif kty = 'EC' then
    alg_ := coalesce(alg_, case c when 'P-256' then 'ES256' when 'P-384' then 'ES384' when 'P-521' then 'ES512' end);
    if c is null or alg_ is null
       or (c, alg_) not in (('P-256', 'ES256'), ('P-384', 'ES384'), ('P-521', 'ES512')) then
      raise exception 'alg does not fit curve' using errcode = '22023'; end if;
    select cc.len into len_ from auth_private.ec_curve cc where cc.crv = c;
    xb := auth_private.b64u(jwk_ ->> 'x');
    yb := auth_private.b64u(jwk_ ->> 'y');
    if xb is null or yb is null or length(xb) <> len_ or length(yb) <> len_ then
      raise exception 'bad EC key' using errcode = '22023'; end if;
    x_ := auth_private.os2ip(xb);
    y_ := auth_private.os2ip(yb);
    if auth_private.ec_on_curve(c, x_, y_) is not true then
      raise exception 'point not on curve' using errcode = '22023'; end if;
  elsif kty = 'OKP' and c = 'Ed25519' then
    alg_ := case when coalesce(alg_, 'Ed25519') = 'Ed25519' then 'EdDSA' else alg_ end;
    if alg_ <> 'EdDSA' then raise exception 'alg does not fit curve' using errcode = '22023'; end if;
    w := coalesce(w, 4);                               -- there is no way to verify without a table
    xb := auth_private.b64u(jwk_ ->> 'x');
    pt := auth_private.ed25519_decompress(xb);
    -- Points of small order: x = 0 (order 1 and 2), y = 0 (order 4), and the two y of order 8.
    if pt is null or pt[1] = 0 or pt[2] in (0,
         2707385501144840649318225287225658788936804267575313519463743609750303402022,
         55188659117513257062467267217118295137698188065244968500265048394206261417927) then
      raise exception 'bad Ed25519 key' using errcode = '22023'; end if;
  else
    raise exception 'unsupported key type' using errcode = '22023';
  end if;

  insert into auth_private.jwk as k (issuer, kid, alg, audience, n, nbits, e, crv, x, y, ed, jwk, roles, origin)
  values (issuer_, kid_, alg_, audience_, n_, bits, e_, c, x_, y_, case when kty = 'OKP' then xb end, jwk_,
          roles_, origin_)
  on conflict (issuer, kid, alg) do update                                       -- a kid stays the same key
    set audience = excluded.audience, roles = excluded.roles, origin = excluded.origin, not_after = null
    where (k.n, k.e, k.crv, k.x, k.y, k.ed)
          is not distinct from (excluded.n, excluded.e, excluded.crv, excluded.x, excluded.y, excluded.ed)
  returning key_no, revoked into no, was_revoked;
  if no is null then
    raise exception 'kid % of % is already bound to another key', kid_, issuer_ using errcode = '23505'; end if;
  if was_revoked then
    raise exception 'kid % of % was revoked', kid_, issuer_ using errcode = '55000'; end if;
  if w is not null and c in ('P-256', 'Ed25519')
     and w is distinct from (select k.comb_w from auth_private.jwk k where k.key_no = no) then
    if c = 'P-256' then
      perform auth_private.p256_build_comb(no, w, x_, y_);
    else
      perform auth_private.ed25519_build_comb(
        no, w, 57896044618658097711785492504343953926634992332820282019728792003956564819949 - pt[1], pt[2]);
    end if;
    update auth_private.jwk k set comb_w = w where k.key_no = no;
  end if;
  return no;
end $$;

-- Ends every session that a token of this key began, too: the seal names the key.
create or replace function auth.jwk_revoke(issuer_ text, kid_ text) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c int;
begin
  update auth_private.jwk k set revoked = true where k.issuer = issuer_ and k.kid = kid_ and not k.revoked;
  get diagnostics c = row_count;
  return c;
end $$;

-- For a key that its issuer publishes no more, or whose issuer is trusted no more: as a revocation, but an
-- import brings it back.
create or replace function auth.jwk_withdraw(issuer_ text, kid_ text, alg_ text) returns int
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  c int;
begin
  update auth_private.jwk k set not_after = least(k.not_after, clock_timestamp())
   where k.issuer = issuer_ and k.kid = kid_ and k.alg = alg_;
  get diagnostics c = row_count;
  return c;
end $$;

create or replace function auth.jwks()
  returns table (issuer text, kid text, alg text, audience text[], roles name[], origin text, trusted boolean,
                 revoked boolean)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query
    select k.issuer, k.kid, k.alg, k.audience, k.roles, k.origin,
           not k.revoked and (k.not_after is null or k.not_after > clock_timestamp()), k.revoked
      from auth_private.jwk k order by k.key_no;
end $$;
