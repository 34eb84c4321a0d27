package dev.rollcall.rls;

import dev.rollcall.testing.PostgresExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Sessions on the newest and on the oldest Postgres.
@Tag("slow")
class SessionTest {
  @Nested
  class Newest extends Sessions {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(new PostgresExtension());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  class Oldest extends Sessions {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.oldest());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }
}
