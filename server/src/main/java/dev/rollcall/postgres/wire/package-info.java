/// Postgres' wire protocol, for SQL that is not ours: what is sent is the caller's text with `$1`
/// and so on, what comes back is text with all that Postgres says of a column, and nothing that the
/// other side sends is kept beyond a limit. Start reading at [WireConnection].
///
/// Why not pgjdbc: it reads whole errors and notices into memory, however large, knows `$1` only
/// within its own classes, and waits for every answer before it sends the next. Opening a socket,
/// TLS and SCRAM are pgjdbc's here, too.
@NullMarked
package dev.rollcall.postgres.wire;

import org.jspecify.annotations.NullMarked;
