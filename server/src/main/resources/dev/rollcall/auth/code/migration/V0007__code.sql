-- Codes that prove that somebody reads a mailbox: used once, stored as hashes only. What is shown in
-- a mail is the code's first six characters; tail_hash is that of the other 39, which the browser
-- that asked keeps.
create table rollcall_auth.code (
  id         uuid primary key,
  type       text        not null check (type in ('sign_in', 'verify_email', 'reset_password')),
  account    uuid        references rollcall_auth.account (id) on delete cascade,
  channel    uuid,
  email      text        not null,
  code_hash  bytea       not null unique,
  tail_hash  bytea       not null,
  attempts   int         not null default 0,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at    timestamptz
);

create index code_tail on rollcall_auth.code (tail_hash);
create index code_expires_at on rollcall_auth.code (expires_at);
