-- Whose tokens a project takes besides those of its own provider: where the keys of other issuers are
-- published, and what was published there when it was last looked at.
create table rollcall_control.key_set (
  jwks_url   text primary key,
  keys       text,                                  -- the last good set, word for word
  fetched_at timestamptz,
  failed_at  timestamptz,                           -- null while the newest look was a good one
  failure    text,
  bound      text        not null default '{}'      -- which key each kid ever was: its thumbprint
);

create table rollcall_control.issuer (
  id            uuid primary key,
  project       text        not null references rollcall_control.project (id) on delete cascade,
  jwks_url      text        not null references rollcall_control.key_set (jwks_url),
  provider_name text        not null,
  issuer        text        not null,
  audience      text,
  role_names    text[]      not null check (cardinality(role_names) between 1 and 10),
  created_at    timestamptz not null,
  updated_at    timestamptz not null
);

create index issuer_project on rollcall_control.issuer (project, created_at);
create unique index issuer_audience on rollcall_control.issuer (issuer, coalesce(audience, ''));
