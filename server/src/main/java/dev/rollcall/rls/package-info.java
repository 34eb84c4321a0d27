/// JWT sessions that SQL cannot forge, as plain SQL on stock Postgres: the functions of
/// `pg_session_jwt`, the roles that policies name, and the keys that tokens are checked with. Start
/// reading at [RowSecurity]; the SQL is beside it, in the resources.
@NullMarked
package dev.rollcall.rls;

import org.jspecify.annotations.NullMarked;
