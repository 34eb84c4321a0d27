package dev.rollcall.rls;

import dev.rollcall.jdbc.Jwk;
import dev.rollcall.jdbc.TokenVerdict;
import dev.rollcall.jdbc.TokenVerifier;
import dev.rollcall.jdbc.TrustedKey;
import dev.rollcall.jdbc.TrustedKeys.Lookup;
import dev.rollcall.postgres.Database;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The two that verify tokens, under the same keys: Java's and Postgres'.
final class Verifiers implements AutoCloseable {
  private final Map<String, Lookup> trusted = new HashMap<>();
  private final Database database;
  private final Visitor visitor;
  final TokenVerifier java =
      new TokenVerifier(
          (issuer, kid) -> trusted.getOrDefault(issuer + " " + kid, new Lookup.Unknown()),
          InstantSource.system());

  Verifiers(Database database, String url) throws SQLException {
    this.database = database;
    this.visitor = Visitor.as(RlsFixture.POOL.getFirst(), url);
  }

  void trust(String issuer, SigningKey key, String... audiences) {
    TrustedKey sound =
        switch (Jwk.read(key.jwk().toString(), null, Set.of(audiences))) {
          case Jwk.Sound(var read) -> read;
          case Jwk.Unsound(var reason) -> throw new IllegalStateException(reason);
        };
    trusted.put(issuer + " " + key.kid(), new Lookup.Found(sound));
    if (new JwkImport(database).trust(issuer, key.jwk(), List.of(audiences), null)
        instanceof JwkImport.Answer.Refused(var reason)) {
      throw new IllegalStateException(reason);
    }
  }

  /// `yes` or `no`, where both say it; otherwise what each says.
  String say(String token) {
    TokenVerdict verdict = java.verify(token);
    String state = visitor.state("select auth.jwt_transaction_init(?)", token);
    boolean valid = verdict instanceof TokenVerdict.Valid;
    if (valid && state.isEmpty()) {
      return "yes";
    }
    return !valid && state.equals("28000") ? "no" : "Java: " + verdict + ", Postgres: " + state;
  }

  @Override
  public void close() throws SQLException {
    visitor.close();
  }
}
