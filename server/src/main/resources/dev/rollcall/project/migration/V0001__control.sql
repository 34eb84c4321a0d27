-- What the server knows of its projects. Lives in the control database; rows of users do not.
create table rollcall_control.project (
  id                   text primary key,
  schema_name          text        not null,
  id_type              text        not null,
  remove_deleted_after text        not null,
  login                bytea       not null,
  owner_login          bytea,
  provider             text,
  provider_settings    bytea,
  connected_at         timestamptz,
  created_at           timestamptz not null
);

create table rollcall_control.api_key (
  id           text primary key,
  name         text        not null,
  hash         bytea       not null,
  created_at   timestamptz not null,
  revoked_at   timestamptz,
  last_used_at timestamptz
);
