-- ES256, ES384 and ES512 without tables: Jacobian coordinates, Shamir's trick over {G, Q, G+Q}.

create or replace function auth_private.ec_on_curve(crv_ text, x numeric, y numeric) returns boolean
language sql stable parallel safe as $$
  select x >= 0 and x < c.p and y >= 0 and y < c.p and (y*y - x*x*x + 3*x - c.b) % c.p = 0 from auth_private.ec_curve c where c.crv = crv_ $$;

create or replace function auth_private.ecdsa_verify_shamir(
    crv_ text, qx numeric, qy numeric, e numeric, r numeric, s numeric)
  returns boolean
language plpgsql stable strict parallel safe as $$
declare p numeric; n numeric; gx numeric; gy numeric; w numeric; u1 numeric; u2 numeric;
        sx numeric; sy numeric; l numeric; sinf boolean := false;
        x numeric := 1; y numeric := 1; z numeric := 0;     -- accumulator, z=0 <=> infinity
        px numeric; py numeric; zz numeric; h numeric; h2 numeric; h3 numeric; rr numeric; v numeric;
        d numeric; g numeric; b numeric; a numeric;
        nchunk int; c1 bigint[] := array[]::bigint[]; c2 bigint[] := array[]::bigint[]; k1 bigint;
        k2 bigint; sel int;
begin
  select c.p, c.n, c.gx, c.gy, (c.len*8+31)/32 into p, n, gx, gy, nchunk from auth_private.ec_curve c where c.crv = crv_;
  if p is null or r <= 0 or s <= 0 or r >= n or s >= n then return false; end if;
  w := auth_private.modinv(s,n);
  u1 := e * w % n; u2 := r * w % n;
  -- affine G+Q
  if (gx - qx) % p = 0 then
    if (gy + qy) % p = 0 then sinf := true;
    else l := 3*(gx*gx-1) % p * auth_private.modinv(2*gy, p) % p; end if;
  else l := (qy - gy) * auth_private.modinv(qx - gx, p) % p; end if;
  if not sinf then
    sx := (l*l - gx - qx) % p; sy := (l*(gx - sx) - gy) % p;
  end if;
  for i in 1..nchunk loop
    c1[i] := (u1 % 4294967296)::bigint; u1 := div(u1,4294967296);
    c2[i] := (u2 % 4294967296)::bigint; u2 := div(u2,4294967296);
  end loop;
  for i in reverse nchunk .. 1 loop
    k1 := c1[i]; k2 := c2[i];
    for j in reverse 31 .. 0 loop
      if z <> 0 then                                        -- double (a = -3)
        d := z*z % p; g := y*y % p; b := x*g % p; a := 3*(x-d)*(x+d) % p;
        x := (a*a - 8*b) % p; z := 2*y*z % p;
        y := (a*(4*b - x) - 8*g*g) % p;
      end if;
      sel := ((k1 >> j) & 1) + 2*((k2 >> j) & 1);
      continue when sel = 0;
      if sel = 1 then px := gx; py := gy; elsif sel = 2 then px := qx; py := qy;
      else continue when sinf; px := sx; py := sy; end if;
      if z = 0 then x := px; y := py; z := 1; continue; end if;
      zz := z*z % p; h := (px*zz - x) % p; rr := (py*zz % p * z - y) % p;   -- mixed addition
      if h = 0 then
        if rr <> 0 then z := 0; continue; end if;           -- P + (-P)
        d := z*z % p; g := y*y % p; b := x*g % p; a := 3*(x-d)*(x+d) % p;   -- P + P
        x := (a*a - 8*b) % p; z := 2*y*z % p; y := (a*(4*b - x) - 8*g*g) % p;
        continue;
      end if;
      h2 := h*h % p; h3 := h*h2 % p; v := x*h2 % p;
      x := (rr*rr - h3 - 2*v) % p; y := (rr*(v - x) - y*h3) % p; z := z*h % p;
    end loop;
  end loop;
  if z % p = 0 then return false; end if;
  zz := z*z % p;
  if (x - r*zz) % p = 0 then return true; end if;
  return r + n < p and (x - (r+n)*zz) % p = 0;
end $$;
