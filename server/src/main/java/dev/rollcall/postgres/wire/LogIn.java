package dev.rollcall.postgres.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.shaded.com.ongres.scram.client.ScramClient;
import org.postgresql.shaded.com.ongres.scram.common.exception.ScramException;

/// Answers Postgres' questions for a password: SCRAM, MD5 or plain.
final class LogIn {
  private static final int DONE = 0;
  private static final int PLAIN = 3;
  private static final int MD5 = 5;
  private static final int SASL = 10;
  private static final int SASL_GO_ON = 11;
  private static final int SASL_END = 12;
  private static final String SCRAM = "SCRAM-SHA-256";

  private final String user;
  private final String password;
  private @Nullable ScramClient scram;
  private boolean serverProved;
  private boolean asked;

  LogIn(String user, String password) {
    this.user = user;
    this.password = password;
  }

  /// Whether Postgres has asked for the password at all.
  boolean wasAsked() {
    return asked;
  }

  /// What to send in answer to a question; null for nothing.
  @Nullable Outgoing answer(Incoming question) throws IOException {
    int kind = question.int32();
    asked |= kind != DONE;
    return switch (kind) {
      case DONE -> {
        if (scram != null && !serverProved) {
          throw new ProtocolException("Postgres broke the log-in off before it proved itself");
        }
        yield null;
      }
      case PLAIN -> new Outgoing().password(password);
      case MD5 -> new Outgoing().password(md5(question.bytes(4)));
      case SASL -> begin(question);
      case SASL_GO_ON -> goOn(question.text(question.left()));
      case SASL_END -> {
        end(question.text(question.left()));
        yield null;
      }
      default ->
          throw new ProtocolException(
              "Postgres wants a way to log in that we do not know, number " + kind);
    };
  }

  private Outgoing begin(Incoming question) throws IOException {
    List<String> offered = new ArrayList<>();
    while (question.left() > 1) {
      offered.add(question.textToZero(100));
    }
    if (!offered.contains(SCRAM)) {
      throw new ProtocolException("Postgres offers no " + SCRAM + " but " + offered);
    }
    ScramClient fresh;
    try {
      fresh =
          ScramClient.builder()
              .advertisedMechanisms(List.of(SCRAM))
              .username("*")
              .password(password.toCharArray())
              .build();
    } catch (IllegalArgumentException unfit) {
      throw new ProtocolException("The password cannot be used: " + unfit.getMessage());
    }
    scram = fresh;
    return new Outgoing().saslBegin(SCRAM, fresh.clientFirstMessage().toString());
  }

  private Outgoing goOn(String text) throws IOException {
    try {
      ScramClient begun = begun();
      begun.serverFirstMessage(text);
      return new Outgoing().saslGoOn(begun.clientFinalMessage().toString());
    } catch (ScramException | IllegalArgumentException wrong) {
      throw new ProtocolException("Postgres' part of the log-in is wrong: " + wrong.getMessage());
    }
  }

  private void end(String text) throws IOException {
    try {
      begun().serverFinalMessage(text);
      serverProved = true;
    } catch (ScramException | IllegalArgumentException wrong) {
      throw new ProtocolException("Postgres could not prove itself: " + wrong.getMessage());
    }
  }

  private ScramClient begun() throws IOException {
    ScramClient begun = scram;
    if (begun == null) {
      throw new ProtocolException("Postgres answers a log-in that was not begun");
    }
    return begun;
  }

  private String md5(byte[] salt) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      byte[] first = md5.digest((password + user).getBytes(UTF_8));
      md5.update(HexFormat.of().formatHex(first).getBytes(UTF_8));
      return "md5" + HexFormat.of().formatHex(md5.digest(salt));
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
