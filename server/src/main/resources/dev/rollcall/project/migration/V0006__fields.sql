-- Which keys of a record a project stores: {"keep": [...]} or {"drop": [...]}; null for all of them.
alter table rollcall_control.project add column fields text;
