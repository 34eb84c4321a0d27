-- HMAC-SHA256, for the seal and for tickets; their pads are computed once for each key.

create or replace function auth_private.hmac_pad(key bytea, pad int) returns bytea
language plpgsql immutable strict parallel safe as $$
declare k bytea := key; h text := '';
begin
  if length(k) > 64 then k := sha256(k); end if;
  for i in 0..63 loop
    h := h || lpad(to_hex((case when i < length(k) then get_byte(k,i) else 0 end) # pad), 2, '0');
  end loop;
  return decode(h,'hex');
end $$;
create or replace function auth_private.hmac_sha256(key bytea, msg bytea) returns bytea
language sql immutable strict parallel safe as $$
  select sha256(auth_private.hmac_pad(key,92) || sha256(auth_private.hmac_pad(key,54) || msg)) $$;
