-- Projects whose users sign in with the built-in provider: what an application may do there, and
-- with which keys. Keys are stored as SHA-256 hashes.
create table rollcall_control.auth_project (
  project            text primary key references rollcall_control.project (id) on delete cascade,
  auth_id            text        not null unique,
  display_name       text        not null,
  description        text,
  is_production_mode boolean     not null default false,
  settings           jsonb       not null,
  email_server       bytea,
  created_at         timestamptz not null
);

-- One set of keys: up to one of each kind, revoked and expiring together.
create table rollcall_control.application_key (
  id               uuid primary key,
  project          text        not null
                               references rollcall_control.auth_project (project) on delete cascade,
  description      text        not null,
  publishable_hash bytea,
  publishable_end  text,
  secret_hash      bytea,
  secret_end       text,
  admin_hash       bytea,
  admin_end        text,
  created_at       timestamptz not null,
  expires_at       timestamptz not null,
  revoked_at       timestamptz
);

create index application_key_project on rollcall_control.application_key (project, created_at);
