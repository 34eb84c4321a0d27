-- Where a key came from, so that whoever brought it can take it back, and for which roles it speaks.
alter table auth_private.jwk
  add column roles  name[],                           -- null: any; else the login must be a member of one
  add column origin text;                             -- null: by hand
-- Two parameters more; as an overload it would make calls ambiguous.
drop function if exists auth.jwk_import(text, jsonb, text[], text, int);
