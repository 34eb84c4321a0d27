-- Mails that wait to be sent, and what became of those that did. The content is encrypted, for it
-- holds one-time codes, and is gone as soon as the mail was sent or given up.
create table rollcall_auth.outgoing_mail (
  id         uuid primary key,
  kind       text        not null,
  state      text        not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  recipient  text,
  content    bytea,
  attempts   integer     not null default 0,
  due_at     timestamptz not null,
  not_after  timestamptz not null,
  reason     text,
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((state = 'waiting') = (content is not null))
);

create index outgoing_mail_due on rollcall_auth.outgoing_mail (due_at) where state = 'waiting';
create index outgoing_mail_settled on rollcall_auth.outgoing_mail (settled_at)
  where state <> 'waiting';
