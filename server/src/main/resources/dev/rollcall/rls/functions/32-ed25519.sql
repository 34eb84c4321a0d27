-- EdDSA over Ed25519 with tables, cofactorless and strict. p = 2^255-19, d = -121665/121666.

create or replace function auth_private.ed25519_decompress(b bytea) returns numeric[]
language plpgsql immutable strict parallel safe as $$
declare p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
        d constant numeric := 37095705934669439343138083508754565189542113879843219016388785533085940283555;
        i constant numeric := 19681161376707505956807079304988542015446066515923890162744021073123829784752;
        y numeric; sign int; u numeric; v numeric; x numeric; v3 numeric;
begin
  if length(b) <> 32 then return null; end if;
  sign := get_byte(b,31) >> 7;
  y := auth_private.os2ip_le(set_byte(b, 31, get_byte(b,31) & 127));
  if y >= p then return null; end if;                                  -- non-canonical
  u := (y*y - 1 + p) % p; v := (d*(y*y % p) + 1) % p;
  v3 := v*v % p * v % p;
  x := u * v3 % p * auth_private.modpow(u * v3 % p * v3 % p * v % p, div(p-5,8), p) % p;
  if (v*x % p * x - u) % p <> 0 then
    x := x * i % p;
    if (v*x % p * x - u) % p <> 0 then return null; end if;
  end if;
  if x = 0 and sign = 1 then return null; end if;
  if (x % 2)::int <> sign then x := p - x; end if;
  return array[x,y];
end $$;

-- comb table rows for -A (or B with negate=false), extended coordinates, window w
create or replace function auth_private.ed25519_build_comb(key_no int, w int, ax numeric, ay numeric)
  returns int
language plpgsql volatile strict as $$
declare p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
        d2 constant numeric := 16295367250680780974490674513165176452449235426866156013048779062215315747161;
        nw int := (255 + w)/w; m int := (1 << w) - 1; bx numeric := ax; by_ numeric := ay; ba numeric;
        bb numeric; bt numeric;
        xs numeric[]; ys numeric[]; zs numeric[]; pre numeric[]; x numeric; y numeric; z numeric;
        t numeric; a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric;
        inv numeric; zi numeric; base bigint; total int := 0;
begin
  delete from auth_private.ec_comb where slot >= key_no::bigint << 16 and slot < (key_no::bigint + 1) << 16;
  for win in 0 .. nw-1 loop
    ba := by_ + bx; bb := by_ - bx; bt := d2 * bx % p * by_ % p;
    xs := array[bx]; ys := array[by_]; zs := array[1::numeric];
    x := bx; y := by_; z := 1; t := bx*by_ % p;
    for i in 2 .. m+1 loop
      a := (y-x)*bb % p; b := (y+x)*ba % p; c := t*bt % p; e := b-a; f := 2*z-c; g := 2*z+c; h := b+a;
      x := e*f % p; y := g*h % p; t := e*h % p; z := f*g % p;
      xs[i] := x; ys[i] := y; zs[i] := z;
    end loop;
    pre := array[zs[1]];
    for i in 2 .. m+1 loop pre[i] := pre[i-1] * zs[i] % p; end loop;
    inv := auth_private.modinv(pre[m+1], p);
    base := (key_no::bigint << 16) | (win << w);
    for i in reverse m+1 .. 1 loop
      if i > 1 then zi := inv * pre[i-1] % p; inv := inv * zs[i] % p; else zi := inv; end if;
      x := ((xs[i]*zi % p) + p) % p; y := ((ys[i]*zi % p) + p) % p;
      if i = m+1 then bx := x; by_ := y;
      else insert into auth_private.ec_comb(slot,x,y,t) values (base | i, (y+x) % p, ((y-x) % p + p) % p, d2*x % p * y % p);
      total := total + 1; end if;
    end loop;
  end loop;
  return total;
end $$;

-- key_no 1 = base point B (window 8); key_no k = -A (window w)
create or replace function auth_private.ed25519_verify_comb(
    key_no int, w int, apub bytea, msg bytea, sig bytea)
  returns boolean
language plpgsql stable strict parallel safe as $$
declare p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
        l constant numeric := 7237005577332262213973186563042994240857116359379907606001950938285454250989;
        s numeric; k numeric; slots bigint[]; q record; x numeric := 0; y numeric := 1; z numeric := 1;
        t numeric := 0;
        a numeric; b numeric; c numeric; e numeric; f numeric; g numeric; h numeric; zi numeric;
        renc bytea; cnt int := 0;
begin
  if length(sig) <> 64 then return false; end if;
  s := auth_private.os2ip_le(substr(sig,33,32));
  if s >= l then return false; end if;
  k := auth_private.os2ip_le(sha512(substr(sig,1,32) || apub || msg)) % l;
  slots := auth_private.comb_slots(1, 8, s) || auth_private.comb_slots(key_no, w, k);
  for q in select cc.x, cc.y, cc.t from auth_private.ec_comb cc where cc.slot = any (slots) loop
    cnt := cnt + 1;
    a := (y-x)*q.y % p; b := (y+x)*q.x % p; c := t*q.t % p; e := b-a; f := 2*z-c; g := 2*z+c; h := b+a;
    x := e*f % p; y := g*h % p; t := e*h % p; z := f*g % p;
  end loop;
  if cnt <> cardinality(slots) then raise exception 'comb table incomplete'; end if;
  zi := auth_private.modinv(z,p);
  x := ((x*zi % p) + p) % p; y := ((y*zi % p) + p) % p;
  renc := auth_private.i2osp_le(y,32);
  if x % 2 = 1 then renc := set_byte(renc, 31, get_byte(renc,31) | 128); end if;
  return renc = substr(sig,1,32);
end $$;
