-- Octets and numbers, base64url, arithmetic modulo a number. Everything here is built on what every
-- Postgres has: numeric, bytea, sha256 to sha512.
-- 
-- Rules of all these functions, since whoever calls them decides settings and names:
--  * no backslash in a literal: the caller may have standard_conforming_strings off, and PL/pgSQL reads
--    literals with the caller's setting;
--  * nothing depends on DateStyle, TimeZone, bytea_output, extra_float_digits or plpgsql.check_asserts;
--  * they are reached only through functions that set search_path = pg_catalog, pg_temp;
--  * they verify public data, so no constant time is claimed or needed.

create or replace function auth_private.os2ip(b bytea) returns numeric
language plpgsql immutable strict parallel safe as $$
declare n int := length(b); i int := 1; k int; acc numeric := 0;
begin
  k := n % 7;
  if k > 0 then
    acc := ('x' || lpad(encode(substr(b,1,k),'hex'),14,'0'))::bit(56)::bigint;
    i := k + 1;
  end if;
  while i <= n loop
    acc := acc * 72057594037927936 + ('x' || encode(substr(b,i,7),'hex'))::bit(56)::bigint;
    i := i + 7;
  end loop;
  return acc;
end $$;

do $do$
begin   -- PG16+ : numeric input accepts 0x..., much faster for RSA-sized integers
  if current_setting('server_version_num')::int >= 160000 then
    execute $x$
      create or replace function auth_private.os2ip(b bytea) returns numeric
      language plpgsql immutable strict parallel safe as $f$
      begin
        if length(b) = 0 then return 0; end if;
        return ('0x' || encode(b,'hex'))::numeric;
      end $f$ $x$;
  end if;
end $do$;

create or replace function auth_private.os2ip_le(b bytea) returns numeric
language plpgsql immutable strict parallel safe as $$
declare n int := length(b); acc numeric := 0; c bigint := 0; k int := 0;
begin
  for i in reverse n-1 .. 0 loop
    c := c * 256 + get_byte(b,i); k := k + 1;
    if k = 6 or i = 0 then
      acc := acc * (1::bigint << (8*k)) + c; c := 0; k := 0;
    end if;
  end loop;
  return acc;
end $$;

create or replace function auth_private.i2osp(v numeric, len int) returns bytea
language plpgsql immutable strict parallel safe as $$
declare h text := ''; x numeric := v;
begin
  while x > 0 loop
    h := lpad(to_hex((x % 72057594037927936)::bigint),14,'0') || h;
    x := div(x, 72057594037927936);
  end loop;
  return decode(right(lpad(h, greatest(length(h), 2*len), '0'), 2*len),'hex');
end $$;

create or replace function auth_private.i2osp_le(v numeric, len int) returns bytea
language plpgsql immutable strict parallel safe as $$
declare be bytea := auth_private.i2osp(v,len); h text := '';
begin
  for i in reverse len-1 .. 0 loop h := h || lpad(to_hex(get_byte(be,i)),2,'0'); end loop;
  return decode(h,'hex');
end $$;

-- strict base64url without padding; NULL when not canonical (RFC 7515 / RFC 4648 sec 3.5)
create or replace function auth_private.b64u(s text) returns bytea
language plpgsql immutable strict parallel safe as $$
declare r bytea; k int := length(s) % 4;
begin
  if k = 1 or translate(s, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', '') <> '' then return null;
  end if;
  r := decode(translate(s,'-_','+/') || repeat('=', (4-k)%4), 'base64');
  -- unused trailing bits must be zero
  if k = 2 and strpos('AQgw', right(s,1)) = 0 then return null; end if;
  if k = 3 and strpos('AEIMQUYcgkosw048', right(s,1)) = 0 then return null; end if;
  return r;
end $$;

-- The inverse by Euclid, two steps a turn.
create or replace function auth_private.modinv(a numeric, m numeric) returns numeric
language plpgsql immutable strict parallel safe as $$
declare r0 numeric := m; r1 numeric := ((a % m) + m) % m; t0 numeric := 0; t1 numeric := 1; q numeric;
begin
  loop
    if r1 = 0 then if r0 <> 1 then return null; end if; return ((t0 % m) + m) % m; end if;
    q := div(r0,r1); r0 := r0 - q*r1; t0 := t0 - q*t1;
    if r0 = 0 then if r1 <> 1 then return null; end if; return ((t1 % m) + m) % m; end if;
    q := div(r1,r0); r1 := r1 - q*r0; t1 := t1 - q*t0;
  end loop;
end $$;

create or replace function auth_private.modpow(b numeric, e numeric, m numeric) returns numeric
language plpgsql immutable strict parallel safe as $$
declare acc numeric := 1; x numeric := b % m; k numeric := e; c bigint;
begin
  while k > 0 loop
    c := (k % 4294967296)::bigint; k := div(k,4294967296);
    for i in 1..32 loop
      if c & 1 = 1 then acc := acc * x % m; end if;
      c := c >> 1;
      exit when c = 0 and k = 0;
      x := x * x % m;
    end loop;
  end loop;
  return acc;
end $$;

create or replace function auth_private.sha(bits int, m bytea) returns bytea
language sql immutable strict parallel safe as $$
  select case bits when 256 then sha256(m) when 384 then sha384(m) when 512 then sha512(m) end $$;
