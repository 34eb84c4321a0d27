-- Who is signed in. A refresh token is stored as a SHA-256 hash only.
create table rollcall_auth.session (
  id               uuid primary key,
  account          uuid        not null references rollcall_auth.account (id) on delete cascade,
  token_hash       bytea       not null unique,
  shape            text        not null,
  is_impersonation boolean     not null,
  created_at       timestamptz not null,
  last_used_at     timestamptz,
  last_used_ip     text,
  expires_at       timestamptz not null,
  -- Where refresh tokens rotate: what they are derived from (encrypted), and how often they have.
  seed             bytea,
  generation       int         not null default 0
);

create index session_account on rollcall_auth.session (account, created_at);
create index session_expires_at on rollcall_auth.session (expires_at);

-- Refresh tokens that have been exchanged for the next one. Whoever comes with one of them again may
-- have stolen it.
create table rollcall_auth.spent_token (
  token_hash bytea primary key,
  session    uuid        not null references rollcall_auth.session (id) on delete cascade,
  generation int         not null,
  spent_at   timestamptz not null
);

create index spent_token_session on rollcall_auth.spent_token (session);
