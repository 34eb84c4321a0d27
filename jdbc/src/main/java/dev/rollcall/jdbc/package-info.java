/// What seals a user's identity into a transaction of Postgres, for servers and applications alike.
/// Start reading at [SealedDataSource], which applications put around their pool, and
/// [TokenVerifier], which says whose token it is. Nothing here knows Rollcall's server.
@NullMarked
package dev.rollcall.jdbc;

import org.jspecify.annotations.NullMarked;
