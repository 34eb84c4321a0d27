package dev.rollcall.rls;

import dev.rollcall.testing.PostgresExtension;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What Java says of a token, Postgres says, the newest and the oldest.
class TokenAgreementTest {
  @Nested
  class NewestTokens extends TokenAgreement {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(new PostgresExtension());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  class NewestSignatures extends SignatureAgreement {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(new PostgresExtension());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @Tag("slow")
  class OldestTokens extends TokenAgreement {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.oldest());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }

  @Nested
  @Tag("slow")
  class OldestSignatures extends SignatureAgreement {
    @RegisterExtension
    final PostgresExtension server = RlsFixture.databases(PostgresExtension.oldest());

    @Override
    PostgresExtension postgres() {
      return server;
    }
  }
}
