-- Entries that need a look-up are few. By the index of all that waits, each search for them walks
-- over everything that waits to be applied, too.
create index inbox_look_up on rollcall.inbox (due_at, number)
 where settled_at is null and look_up is not null;
