package dev.rollcall.rls;

import dev.rollcall.jdbc.GatewayTicket;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;

/// Seals of the victim's, out of a transaction that is still open and out of a session, as if the
/// victim had shown them.
record Captured(String seal, String sessionSeal, int backend, Visitor transaction, Visitor session)
    implements AutoCloseable {
  private static final String SEAL = "select current_setting('neon_auth.session')";

  static Captured at(String url, String victimsToken) throws SQLException {
    Visitor transaction = Visitor.as(RlsFixture.POOL.get(1), url);
    Visitor session = Visitor.as(RlsFixture.POOL.get(2), url);
    Instant now = Instant.now();
    GatewayTicket ticket =
        GatewayTicket.of(SigningKey.claims("victim"), 1, Gateway.KEY, 0, now, now.plusSeconds(60));
    transaction.run("begin");
    transaction.run(
        "select auth.gateway_session(?, ?, ?, ?, ?, decode(?, 'hex'))",
        ticket.claims(),
        ticket.key(),
        ticket.backend(),
        GatewayTicket.micros(ticket.issuedAt()),
        ticket.expiresAt().getEpochSecond(),
        HexFormat.of().formatHex(ticket.mac()));
    session.run("select auth.jwt_session_init(?)", victimsToken);
    return new Captured(
        transaction.rows(SEAL).getFirst(),
        session.rows(SEAL).getFirst(),
        Integer.parseInt(transaction.rows("select pg_backend_pid()").getFirst()),
        transaction,
        session);
  }

  @Override
  public void close() throws SQLException {
    transaction.close();
    session.close();
  }
}
