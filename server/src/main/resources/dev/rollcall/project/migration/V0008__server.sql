-- Which servers are at work, and until when each counts as alive if it says nothing.
create table rollcall_control.server (
  id          text primary key,
  alive_until timestamptz not null
);
