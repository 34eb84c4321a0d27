-- Roles that log in for connections of /sql, each for one connection at a time. A number is free while no
-- backend is its role's and nobody is about to log in with it.
create table rollcall.sql_login (
  member_of  text not null,
  number     int not null,
  name       text not null unique,
  claimed_at timestamptz,
  primary key (member_of, number)
);

-- Who may use /sql, beyond those who bring a token or a password.
create table rollcall.sql_access (
  only_row  boolean primary key default true check (only_row),
  anonymous boolean not null default false
);
insert into rollcall.sql_access default values;

-- Whether row-level security is to be on in a database that Rollcall made: until somebody turns it off.
create table rollcall.row_security (
  only_row boolean primary key default true check (only_row),
  wanted   boolean not null default true
);
insert into rollcall.row_security default values;
