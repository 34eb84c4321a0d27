package dev.rollcall.postgres.wire;

/// What Postgres says of a column of a result.
///
/// @param table the table's oid; 0 where it is no table's column
/// @param number the column's number in that table; 0 as before
/// @param size the type's size in bytes; negative where it varies
/// @param modifier the type's modifier, such as the 20 of `varchar(20)`, plus 4; -1 for none
public record Column(String name, int table, int number, int type, int size, int modifier) {}
