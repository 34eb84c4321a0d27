-- RS256 to RS512 and PS256 to PS512 (RFC 8017).

create or replace function auth_private.rsavp1(n numeric, e numeric, s numeric) returns numeric
language plpgsql immutable strict parallel safe as $$
declare t numeric := s; k bigint; acc numeric;
begin
  if e = 65537 then
    for i in 1..16 loop t := t * t % n; end loop;
    return t * s % n;
  end if;
  -- refuse silly exponents (DoS / e=1)
  if e > 4294967297 or e < 3 or e % 2 = 0 then return null; end if;
  return auth_private.modpow(s, e, n);
end $$;

create or replace function auth_private.rsa_pkcs1_verify(
    n numeric, nlen int, e numeric, bits int, msg bytea, sig bytea)
  returns boolean
language plpgsql immutable strict parallel safe as $$
declare s numeric; t text;
begin
  if length(sig) <> nlen then return false; end if;
  s := auth_private.os2ip(sig);
  if s >= n then return false; end if;
  t := case bits when 256 then '3031300d060960864801650304020105000420'
                 when 384 then '3041300d060960864801650304020205000430'
                 when 512 then '3051300d060960864801650304020305000440' end
       || encode(auth_private.sha(bits,msg),'hex');
  -- build the one valid encoding and compare: no parsing of attacker-controlled padding (Bleichenbacher'06)
  t := '0001' || repeat('ff', nlen - 3 - length(t)/2) || '00' || t;
  return coalesce(auth_private.rsavp1(n,e,s) = auth_private.os2ip(decode(t,'hex')), false);
end $$;

create or replace function auth_private.rsa_pss_verify(
    n numeric, nbits int, e numeric, bits int, msg bytea, sig bytea)
  returns boolean
language plpgsql immutable strict parallel safe as $$
declare s numeric; m numeric; hl int := bits/8; k int := (nbits+7)/8; embits int := nbits-1;
        eml int := (nbits+6)/8;
        em bytea; h bytea; dblen int; mask text := ''; db varbit; pad int; saltbits varbit;
        salt text := '';
begin
  if length(sig) <> k or eml < 2*hl + 2 then return false; end if;
  s := auth_private.os2ip(sig);
  if s >= n then return false; end if;
  m := auth_private.rsavp1(n,e,s);
  if m is null then return false; end if;
  if eml < k and m >= 2::numeric ^ (8*eml) then return false; end if;
  em := auth_private.i2osp(m, eml);
  if get_byte(em, eml-1) <> 188 then return false; end if;
  dblen := eml - hl - 1;
  h := substr(em, dblen+1, hl);
  for c in 0 .. (dblen + hl - 1)/hl - 1 loop
    mask := mask || encode(auth_private.sha(bits, h || decode(lpad(to_hex(c),8,'0'),'hex')),'hex');
  end loop;
  if get_byte(em,0) >> (8 - (8*eml - embits)) <> 0 then return false; end if;
  db := ('x' || encode(substr(em,1,dblen),'hex'))::varbit # ('x' || left(mask, 2*dblen))::varbit;
  pad := 8*(dblen - hl - 1);                               -- JWA: salt length = hash length, exactly
  -- after clearing the unused top bits: zeros, then 0x01
  if strpos(substring(db from 1 + 8*eml - embits for pad - (8*eml - embits) + 8)::text, '1') <> pad - (8*eml - embits) + 8 then return false;
  end if;
  saltbits := substring(db from pad + 9);
  for c in 0 .. hl/4 - 1 loop
    salt := salt || lpad(to_hex(substring(saltbits from 1 + 32*c for 32)::bit(32)::bigint),8,'0');
  end loop;
  return h = auth_private.sha(bits, decode('0000000000000000','hex') || auth_private.sha(bits,msg) || decode(salt,'hex'));
end $$;
