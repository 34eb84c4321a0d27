package dev.rollcall.app;

import dev.rollcall.testing.PostgresExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `/sql` on a Postgres of the operator's, on the newest and on the oldest.
class SqlOnOwnPostgresTest {
  @Nested
  class OnTheNewest extends SqlOnOwnPostgres {
    @RegisterExtension final PostgresExtension server = new PostgresExtension();

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @Tag("slow")
  class OnTheOldest extends SqlOnOwnPostgres {
    @RegisterExtension final PostgresExtension server = PostgresExtension.oldest();

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }
}
