-- The curves and the tables of their base points (once, about a second), the first seal key; and checks that
-- no constant was mistyped.
insert into auth_private.ec_curve (crv, len, p, n, b, gx, gy)
select c.crv, c.len,
       auth_private.os2ip(decode(c.p, 'hex')), auth_private.os2ip(decode(c.n, 'hex')),
       auth_private.os2ip(decode(c.b, 'hex')),
       auth_private.os2ip(decode(c.gx, 'hex')), auth_private.os2ip(decode(c.gy, 'hex'))
  from (values
    ('P-256', 32,
     'ffffffff00000001000000000000000000000000ffffffffffffffffffffffff',
     'ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551',
     '5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b',
     '6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296',
     '4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'),
    ('P-384', 48,
     'fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff',
     'ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973',
     'b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef',
     'aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7',
     '3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f'),
    ('P-521', 66,
     '01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
     '01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409',
     '0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00',
     '00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dbaa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66',
     '011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e662c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650')
  ) c (crv, len, p, n, b, gx, gy)
on conflict (crv) do nothing;

do $bases$
declare
  p constant numeric := 57896044618658097711785492504343953926634992332820282019728792003956564819949;
  d constant numeric := 37095705934669439343138083508754565189542113879843219016388785533085940283555;
  bx constant numeric := 15112221349535400772501151409588531511454012693041857206046113283949847762202;
  by_ constant numeric := 46316835694926478169428394003475163141307993866256225615783033603165251855960;
  y numeric;
begin
  if (select count(*) from auth_private.ec_curve) <> 3
     or exists (select from auth_private.ec_curve c where (c.gy*c.gy - c.gx*c.gx*c.gx + 3*c.gx - c.b) % c.p <> 0) then
    raise exception 'self-check: a generator is not on its curve';
  end if;
  if (by_*by_ - bx*bx - 1 - d*(bx*bx % p)*(by_*by_ % p)) % p <> 0 then
    raise exception 'self-check: the base point of Ed25519 is not on its curve';
  end if;
  -- The order-8 points that auth.jwk_import refuses satisfy d*y^4 + 2*y^2 - 1 = 0.
  foreach y in array array[
      2707385501144840649318225287225658788936804267575313519463743609750303402022,
      55188659117513257062467267217118295137698188065244968500265048394206261417927]::numeric[] loop
    if (d*y*y*y*y + 2*y*y - 1) % p <> 0 then
      raise exception 'self-check: a point of small order is wrong';
    end if;
  end loop;
  if not exists (select from auth_private.ec_comb c where c.slot < 65536) then
    perform auth_private.p256_build_comb(0, 8, c.gx, c.gy) from auth_private.ec_curve c where c.crv = 'P-256';
  end if;
  if not exists (select from auth_private.ec_comb c where c.slot >= 65536 and c.slot < 131072) then
    perform auth_private.ed25519_build_comb(1, 8, bx, by_);
  end if;
  if (select count(*) from auth_private.ec_comb c where c.slot < 131072) <> 2 * 32 * 255 then
    raise exception 'self-check: a base point''s table is incomplete';
  end if;
  -- RFC 4231, test case 2.
  if encode(auth_private.hmac_sha256(convert_to('Jefe', 'UTF8'), convert_to('what do ya want for nothing?', 'UTF8')), 'hex')
     <> '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843' then
    raise exception 'self-check: HMAC-SHA256';
  end if;
  if not exists (select from auth_private.seal_key) then
    perform auth.rotate_seal_key();
  end if;
end
$bases$;
analyze auth_private.ec_comb;
