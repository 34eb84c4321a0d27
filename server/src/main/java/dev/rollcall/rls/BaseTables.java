package dev.rollcall.rls;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The multiples of the base points of P-256 and Ed25519 by which SQL verifies signatures: 1 to 255
/// times the point, for each of the 32 bytes of a scalar. They are the same for everybody. SQL
/// makes them by itself where nobody has done so, which takes it half a second.
final class BaseTables {
  private static final int BYTES = 32;
  private static final int DIGITS = 255;

  private BaseTables() {}

  /// One row of `auth_private.ec_comb`. What its numbers are differs by curve.
  record Row(long slot, BigInteger x, BigInteger y, @Nullable BigInteger t) {}

  /// Writes the tables, unless they are there.
  static void write(Transaction tx) throws SQLException {
    if (tx.number("select count(*) from auth_private.ec_comb where slot < 131072") > 0) {
      return;
    }
    List<Row> rows = rows();
    tx.update(
        """
        insert into auth_private.ec_comb (slot, x, y, t)
        select slot, x::numeric, y::numeric, t::numeric
          from unnest(?, ?, ?, ?) as r (slot, x, y, t)
        """,
        SqlArray.longs(rows.stream().map(Row::slot).toList()),
        SqlArray.texts(rows.stream().map(row -> row.x().toString()).toList()),
        SqlArray.texts(rows.stream().map(row -> row.y().toString()).toList()),
        SqlArray.texts(rows.stream().map(BaseTables::t).toList()));
  }

  private static @Nullable String t(Row row) {
    BigInteger t = row.t();
    return t == null ? null : t.toString();
  }

  static List<Row> rows() {
    return Made.ROWS;
  }

  /// Computed when they are first asked for.
  private static final class Made {
    static final List<Row> ROWS = make();

    private static List<Row> make() {
      List<Row> rows = new ArrayList<>(2 * BYTES * DIGITS);
      append(new BaseCurve.P256(), rows);
      append(new BaseCurve.Ed25519(), rows);
      return List.copyOf(rows);
    }
  }

  private static void append(BaseCurve curve, List<Row> rows) {
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
        rows.add(curve.row(slot, multiples.get(position)));
      }
      multiples = curve.add(multiples, ones);
    }
  }
}
