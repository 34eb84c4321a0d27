/// Tests of the embedded Postgres. Start reading at [EmbeddedPostgresTest].
@NullMarked
package dev.rollcall.postgres.embedded;

import org.jspecify.annotations.NullMarked;
