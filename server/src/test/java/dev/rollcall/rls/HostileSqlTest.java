package dev.rollcall.rls;

import dev.rollcall.testing.PostgresExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/// A user with a valid token and any SQL, on the newest and on the oldest Postgres, and with
/// `-Ddose=long` on those between. The attacks are in `attacks.txt`; what succeeds by design is in
/// `docs/rls.md` and in [ByDesignTest].
@Tag("slow")
class HostileSqlTest {
  @Nested
  class Newest extends HostileSql {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(new PostgresExtension());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  class Oldest extends HostileSql {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.oldest());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "dose", matches = "long")
  class Postgres15 extends HostileSql {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.between(15));

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "dose", matches = "long")
  class Postgres16 extends HostileSql {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.between(16));

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @EnabledIfSystemProperty(named = "dose", matches = "long")
  class Postgres17 extends HostileSql {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.between(17));

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }
}
