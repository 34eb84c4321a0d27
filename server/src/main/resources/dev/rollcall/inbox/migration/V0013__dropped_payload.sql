-- Whether the payload was taken out of a settled entry: its user was erased, or the project keeps no
-- payloads. There is nothing to replay then.
alter table rollcall.inbox add column dropped boolean not null default false;
