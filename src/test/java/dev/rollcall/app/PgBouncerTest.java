package dev.rollcall.app;

import dev.rollcall.testing.PostgresExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The same through a transaction pooler, as hosted Postgres often is: each transaction may be on
/// another connection, and nothing may be left behind on it.
@Tag("slow")
class PgBouncerTest extends OwnPostgres {
  @RegisterExtension final PostgresExtension server = new PostgresExtension();

  private @Nullable PgBouncer pooler;

  @Override
  PostgresExtension postgres() {
    return server;
  }

  @Override
  String through(String direct) throws Exception {
    PgBouncer started = PgBouncer.start(direct, ROLE, PASSWORD);
    pooler = started;
    return started.address();
  }

  @AfterEach
  void stop() throws Exception {
    PgBouncer started = pooler;
    if (started != null) {
      started.stop();
    }
  }
}
