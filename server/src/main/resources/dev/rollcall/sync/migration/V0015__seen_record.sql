-- What a listing said of a user when the row was last found to hold it, as a digest, and which
-- transaction had written that row. A record with the same digest, and a row that nobody has written
-- since, need no second comparison. Only a shortcut: whatever is missing here is compared.
create unlogged table rollcall.seen_record (
  id       text primary key,
  digest   uuid not null,
  row_xmin xid  not null
);

-- The users seen in the open comparison, a page of them in a row. Releases before this one wrote
-- `rollcall.listed` instead, which is still read.
create table rollcall.listed_page (
  ids text[] not null
);
