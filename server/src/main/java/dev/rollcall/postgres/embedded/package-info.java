/// A Postgres of our own, unpacked from the class path and run as a child process with durable
/// settings. Start reading at [EmbeddedPostgres].
@NullMarked
package dev.rollcall.postgres.embedded;

import org.jspecify.annotations.NullMarked;
