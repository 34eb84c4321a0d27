package dev.rollcall.rls;

import dev.rollcall.testing.PostgresExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Signatures out of RFC 7515, 7520 and 8037, on the newest and on the oldest Postgres.
class PublishedVectorsTest {
  @Nested
  class Newest extends Vectors {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(new PostgresExtension());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @Tag("slow")
  class Oldest extends Vectors {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.oldest());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }
}
