-- What is or was wrong for some time, and who was told of it: one open incident of a kind for each
-- project. `told` holds phase and channel, such as `began webhook`.
create table rollcall_control.incident (
  id         uuid primary key default gen_random_uuid(),
  project_id text        not null,
  kind       text        not null check (kind in ('provider', 'held_back', 'quarantine')),
  sentence   text        not null,
  level      bigint      not null default 0,
  began_at   timestamptz not null,
  seen_at    timestamptz not null,
  over_at    timestamptz,
  due_at     timestamptz not null,
  attempts   integer     not null default 0,
  told       text[]      not null default '{}'
);

create unique index incident_open on rollcall_control.incident (project_id, kind)
  where over_at is null;
create index incident_due on rollcall_control.incident (due_at);
