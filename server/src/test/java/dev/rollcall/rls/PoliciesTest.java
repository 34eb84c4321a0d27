package dev.rollcall.rls;

import dev.rollcall.testing.PostgresExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Policies on the newest and on the oldest Postgres.
class PoliciesTest {
  @Nested
  class Newest extends Policies {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(new PostgresExtension());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @Tag("slow")
  class Oldest extends Policies {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.oldest());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }
}
