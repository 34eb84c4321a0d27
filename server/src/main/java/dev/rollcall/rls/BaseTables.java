package dev.rollcall.rls;

import dev.rollcall.postgres.Transaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.SoftReference;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The multiples of the base points of P-256 and Ed25519 by which SQL verifies signatures: 1 to 255
/// times the point, for each of the 32 bytes of a scalar. They are the same for everybody. SQL
/// makes them by itself where nobody has done so, which takes it half a second.
final class BaseTables {
  private static final int BYTES = 32;
  private static final int DIGITS = 255;

  private static final AtomicReference<@Nullable SoftReference<byte[]>> MADE =
      new AtomicReference<>();

  private BaseTables() {}

  /// One row of `auth_private.ec_comb`. What its numbers are differs by curve.
  record Row(long slot, BigInteger x, BigInteger y, @Nullable BigInteger t) {
    /// In COPY's text format.
    private String line() {
      return slot + "\t" + x + "\t" + y + "\t" + (t == null ? "\\N" : t) + "\n";
    }
  }

  /// Writes the tables, unless they are there.
  static void write(Transaction tx) throws SQLException {
    if (tx.number("select count(*) from auth_private.ec_comb where slot < 131072") > 0) {
      return;
    }
    try {
      tx.copy(
          "copy auth_private.ec_comb (slot, x, y, t) from stdin",
          new ByteArrayInputStream(lines()));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// All rows in COPY's text format, which are kept while there is memory for them.
  static byte[] lines() {
    SoftReference<byte[]> made = MADE.get();
    byte[] lines = made == null ? null : made.get();
    if (lines == null) {
      StringBuilder text = new StringBuilder();
      append(new BaseCurve.P256(), text);
      append(new BaseCurve.Ed25519(), text);
      lines = text.toString().getBytes(StandardCharsets.US_ASCII);
      MADE.set(new SoftReference<>(lines));
    }
    return lines;
  }

  private static void append(BaseCurve curve, StringBuilder text) {
    List<BaseCurve.Point> ones = new ArrayList<>();
    List<BaseCurve.Point> power = List.of(curve.base());
    for (int position = 0; position < BYTES; position++) {
      ones.addAll(power);
      for (int bit = 0; bit < Byte.SIZE; bit++) {
        power = curve.add(power, power);
      }
    }
    // All positions at once, since they share one inversion a step.
    List<BaseCurve.Point> multiples = ones;
    for (int digit = 1; digit <= DIGITS; digit++) {
      for (int position = 0; position < BYTES; position++) {
        long slot = (long) curve.number() << 16 | position << 8 | digit;
        text.append(curve.row(slot, multiples.get(position)).line());
      }
      multiples = curve.add(multiples, ones);
    }
  }
}
