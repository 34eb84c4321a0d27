package dev.rollcall.rls;

import dev.rollcall.testing.PostgresExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Installing, upgrading and removing, on the newest and on the oldest Postgres.
class RowSecurityTest {
  @Nested
  class Newest extends Installing {
    @RegisterExtension final PostgresExtension server = new PostgresExtension();

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @Tag("slow")
  class Oldest extends Installing {
    @RegisterExtension final PostgresExtension server = PostgresExtension.oldest();

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }
}
