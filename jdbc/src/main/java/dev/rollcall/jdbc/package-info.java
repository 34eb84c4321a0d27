/// What seals a user's identity into a transaction of Postgres, for servers and applications alike.
/// Start reading at [TokenVerifier], which says whose token it is, and [GatewayTicket], which tells
/// Postgres. Nothing here knows Rollcall's server.
@NullMarked
package dev.rollcall.jdbc;

import org.jspecify.annotations.NullMarked;
