-- The keys that sign a project's access tokens. The private halves are encrypted; the public halves
-- are in them.
create table rollcall_control.signing_key (
  project     text        not null references rollcall_control.project (id) on delete cascade,
  kid         text        not null,
  private_jwk bytea       not null,
  created_at  timestamptz not null,
  signs_from  timestamptz not null,
  made        bigint      generated always as identity,
  primary key (project, kid)
);
