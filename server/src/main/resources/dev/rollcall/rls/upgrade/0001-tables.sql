-- The keys that tokens may be signed with.
create sequence auth_private.key_no_seq as int minvalue 16 start 16;   -- 0 and 1 are the curves' base points
create table auth_private.jwk (
  key_no     int         primary key default nextval('auth_private.key_no_seq'),
  issuer     text        not null,                    -- the only iss that this key may speak for
  kid        text        not null default '',
  alg        text        not null check (alg in
    ('RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA')),
  audience   text[],                                  -- null: any; else the token's aud must meet it
  n          numeric,                                 -- RSA
  nbits      int,
  e          numeric,
  crv        text,                                    -- EC and OKP
  x          numeric,
  y          numeric,
  ed         bytea,
  comb_w     int,                                     -- the window of its table, null where it has none
  not_after  timestamptz,
  revoked    boolean     not null default false,
  jwk        jsonb       not null,
  created_at timestamptz not null default now(),
  unique (issuer, kid, alg)
);

create table auth_private.setting (
  one             boolean primary key default true check (one),
  leeway_s        int     not null default 60 check (leeway_s between 0 and 300),
  require_exp     boolean not null default true,
  max_token_bytes int     not null default 16384,
  max_ttl_s       int     not null default 86400,     -- tokens that live longer are refused
  session_mode    "char"  not null default 's' check (session_mode in ('s', 't'))
);
insert into auth_private.setting default values;

-- HMAC keys, as the two pads; cmp makes comparing say nothing about the bytes compared.
create table auth_private.seal_key (
  id         int         primary key check (id between 1 and 999),
  ipad       bytea       not null,
  opad       bytea       not null,
  cmp        bytea       not null,
  created_at timestamptz not null default now()
);
create table auth_private.gateway_key (
  id   int   primary key,
  ipad bytea not null,
  opad bytea not null,
  cmp  bytea not null
);

create table auth_private.ec_curve (
  crv  text    primary key,
  len  int     not null,
  p    numeric not null,
  n    numeric not null,
  b    numeric not null,
  gx   numeric not null,
  gy   numeric not null
);
create table auth_private.ec_comb (
  slot bigint  primary key,
  x    numeric not null,
  y    numeric not null,
  t    numeric
);

-- What was taken from everybody, so that a removal can give it back.
create table auth_private.undo (statement text primary key);
