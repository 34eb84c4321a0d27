-- ES256 with tables: for the base point and for each key the multiples of every window of the scalar
-- are in auth_private.ec_comb, so that a verification only adds. Slot = key << 16 | window << w | digit;
-- rows of P-256 hold (x, y), rows of Ed25519 hold (y+x, y-x, 2dxy).

create or replace function auth_private.p256_build_comb(key_no int, w int, qx numeric, qy numeric)
  returns int
language plpgsql volatile strict as $$
declare p numeric; nw int := (255 + w)/w; m int := (1 << w) - 1; bx numeric := qx; by_ numeric := qy;
        xs numeric[]; ys numeric[]; zs numeric[]; pre numeric[]; x numeric; y numeric; z numeric;
        zz numeric; h numeric; h2 numeric; h3 numeric; rr numeric; v numeric;
        d numeric; g numeric; b numeric; a numeric; inv numeric; zi numeric; zi2 numeric; base bigint;
        total int := 0;
begin
  select c.p into p from auth_private.ec_curve c where c.crv = 'P-256';
  delete from auth_private.ec_comb where slot >= key_no::bigint << 16 and slot < (key_no::bigint + 1) << 16;
  for win in 0 .. nw-1 loop
    xs := array[bx]; ys := array[by_]; zs := array[1::numeric];
    x := bx; y := by_; z := 1;
    for i in 2 .. m+1 loop                                   -- i = m+1 is the base of the next window
      if i = 2 then
        d := z*z % p; g := y*y % p; b := x*g % p; a := 3*(x-d)*(x+d) % p;
        x := (a*a - 8*b) % p; z := 2*y*z % p; y := (a*(4*b - x) - 8*g*g) % p;
      else
        zz := z*z % p; h := (bx*zz - x) % p; rr := (by_*zz % p * z - y) % p;
        h2 := h*h % p; h3 := h*h2 % p; v := x*h2 % p;
        x := (rr*rr - h3 - 2*v) % p; y := (rr*(v - x) - y*h3) % p; z := z*h % p;
      end if;
      xs[i] := x; ys[i] := y; zs[i] := z;
    end loop;
    pre := array[zs[1]];                                     -- Montgomery batch inversion
    for i in 2 .. m+1 loop pre[i] := pre[i-1] * zs[i] % p; end loop;
    inv := auth_private.modinv(pre[m+1], p);
    base := (key_no::bigint << 16) | (win << w);
    for i in reverse m+1 .. 1 loop
      if i > 1 then zi := inv * pre[i-1] % p; inv := inv * zs[i] % p; else zi := inv; end if;
      zi2 := zi*zi % p;
      x := ((xs[i] * zi2 % p) + p) % p; y := ((ys[i] * zi2 % p * zi % p) + p) % p;
      if i = m+1 then bx := x; by_ := y;
      else insert into auth_private.ec_comb(slot,x,y) values (base | i, x, y); total := total + 1;
      end if;
    end loop;
  end loop;
  return total;
end $$;

-- slots for all non-zero digits of a scalar
create or replace function auth_private.comb_slots(key_no int, w int, k numeric) returns bigint[]
language plpgsql immutable strict parallel safe as $$
declare out_ bigint[] := array[]::bigint[]; c bigint; u numeric := k; win int := 0; per int := 48/w;
        m bigint := (1 << w) - 1; d bigint;
begin
  while u > 0 loop
    c := (u % 281474976710656)::bigint; u := div(u, 281474976710656);
    for i in 1 .. per loop
      d := c & m;
      if d <> 0 then out_ := out_ || ((key_no::bigint << 16) | (win << w) | d); end if;
      c := c >> w; win := win + 1;
    end loop;
  end loop;
  return out_;
end $$;

-- ES256 with comb tables for G (key_no 0, window wg) and for the key: additions only, no doublings
create or replace function auth_private.p256_verify_comb(
    key_no int, w int, e numeric, r numeric, s numeric)
  returns boolean
language plpgsql stable strict parallel safe as $$
declare p constant numeric := 115792089210356248762697446949407573530086143415290314195533631308867097853951;
        n constant numeric := 115792089210356248762697446949407573529996955224135760342422259061068512044369;
        iv numeric; slots bigint[]; q record; x numeric := 1; y numeric := 1; z numeric := 0;
        zz numeric; h numeric; h2 numeric; h3 numeric; rr numeric; v numeric; d numeric; g numeric;
        b numeric; a numeric; cnt int := 0;
begin
  if r <= 0 or s <= 0 or r >= n or s >= n then return false; end if;
  iv := auth_private.modinv(s,n);
  slots := auth_private.comb_slots(0, 8, e * iv % n) || auth_private.comb_slots(key_no, w, r * iv % n);
  for q in select c.x, c.y from auth_private.ec_comb c where c.slot = any (slots) loop
    cnt := cnt + 1;
    if z = 0 then x := q.x; y := q.y; z := 1; continue; end if;
    zz := z*z % p; h := (q.x*zz - x) % p; rr := (q.y*zz % p * z - y) % p;
    if h = 0 then
      if rr <> 0 then z := 0; continue; end if;
      d := z*z % p; g := y*y % p; b := x*g % p; a := 3*(x-d)*(x+d) % p;
      x := (a*a - 8*b) % p; z := 2*y*z % p; y := (a*(4*b - x) - 8*g*g) % p;
      continue;
    end if;
    h2 := h*h % p; h3 := h*h2 % p; v := x*h2 % p;
    x := (rr*rr - h3 - 2*v) % p; y := (rr*(v - x) - y*h3) % p; z := z*h % p;
  end loop;
  -- fail closed, never "verify" with a missing row
  if cnt <> cardinality(slots) then raise exception 'comb table incomplete'; end if;
  if z % p = 0 then return false; end if;
  zz := z*z % p;
  if (x - r*zz) % p = 0 then return true; end if;
  return r + n < p and (x - (r+n)*zz) % p = 0;
end $$;
