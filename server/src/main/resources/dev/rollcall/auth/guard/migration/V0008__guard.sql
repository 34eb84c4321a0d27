-- Who asked for what, and when. Subjects (addresses, accounts) are keyed hashes.
create table rollcall_auth.rate (
  limit_name text          not null,
  subject    bytea         not null,
  taken      timestamptz[] not null,
  forget_at  timestamptz   not null,
  primary key (limit_name, subject)
);

create index rate_forget on rollcall_auth.rate (forget_at);

-- Failures since the last success, for accounts that exist and for those that do not.
create table rollcall_auth.lockout (
  account   bytea       primary key,
  failures  int         not null,
  failed_at timestamptz not null
);

create index lockout_failed on rollcall_auth.lockout (failed_at);

-- No foreign key: what happened to an account is known after the account has gone.
create table rollcall_auth.audit (
  number     bigint generated always as identity primary key,
  at         timestamptz not null,
  kind       text        not null,
  account_id text,
  ip         text,
  detail     jsonb       not null
);

create index audit_account on rollcall_auth.audit (account_id, number) where account_id is not null;
create index audit_kind on rollcall_auth.audit (kind, number);
create index audit_at on rollcall_auth.audit (at);
