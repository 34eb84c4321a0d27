package dev.rollcall.rls;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A curve whose base point has a table, in affine coordinates. Only public constants are worked
/// on, so nothing here needs to take the same time for every input.
sealed interface BaseCurve {
  /// The number that stands for the base point in `auth_private.ec_comb`.
  int number();

  Point base();

  /// The sums of pairs, none of which may be the neutral element.
  List<Point> add(List<Point> some, List<Point> others);

  BaseTables.Row row(long slot, Point point);

  /// A point by its coordinates.
  record Point(BigInteger x, BigInteger y) {}

  private static BigInteger hex(String digits) {
    return new BigInteger(digits, 16);
  }

  /// The inverses of all of them by one inversion, as P. L. Montgomery does it.
  private static List<BigInteger> inverses(List<BigInteger> values, BigInteger p) {
    List<BigInteger> products = new ArrayList<>();
    BigInteger product = BigInteger.ONE;
    for (BigInteger value : values) {
      products.add(product);
      product = product.multiply(value).mod(p);
    }
    BigInteger inverse = product.modInverse(p);
    List<BigInteger> inverses = new ArrayList<>();
    for (int i = values.size() - 1; i >= 0; i--) {
      inverses.add(inverse.multiply(products.get(i)).mod(p));
      inverse = inverse.multiply(values.get(i)).mod(p);
    }
    Collections.reverse(inverses);
    return inverses;
  }

  /// FIPS 186-5 and SP 800-186, 3.2.1.3.
  final class P256 implements BaseCurve {
    private static final BigInteger P =
        hex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static final BigInteger THREE = BigInteger.valueOf(3);

    @Override
    public int number() {
      return 0;
    }

    @Override
    public Point base() {
      return new Point(
          hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
          hex("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));
    }

    @Override
    public List<Point> add(List<Point> some, List<Point> others) {
      List<BigInteger> rises = new ArrayList<>();
      List<BigInteger> runs = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        Point a = some.get(i);
        Point b = others.get(i);
        boolean twice = a.equals(b);
        rises.add(
            twice
                ? THREE.multiply(a.x().multiply(a.x()).subtract(BigInteger.ONE))
                : b.y().subtract(a.y()));
        runs.add(twice ? a.y().shiftLeft(1) : b.x().subtract(a.x()).mod(P));
      }
      List<BigInteger> inverses = inverses(runs, P);
      List<Point> sums = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        Point a = some.get(i);
        BigInteger slope = rises.get(i).multiply(inverses.get(i)).mod(P);
        BigInteger x = slope.multiply(slope).subtract(a.x()).subtract(others.get(i).x()).mod(P);
        sums.add(new Point(x, slope.multiply(a.x().subtract(x)).subtract(a.y()).mod(P)));
      }
      return sums;
    }

    @Override
    public BaseTables.Row row(long slot, Point point) {
      return new BaseTables.Row(slot, point.x(), point.y(), null);
    }
  }

  /// RFC 8032, 5.1.
  final class Ed25519 implements BaseCurve {
    private static final BigInteger P =
        BigInteger.ONE.shiftLeft(255).subtract(new BigInteger("19"));
    private static final BigInteger D =
        hex("52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3");

    @Override
    public int number() {
      return 1;
    }

    @Override
    public Point base() {
      return new Point(
          hex("216936d3cd6e53fec0a4e231fdd6dc5c692cc7609525a7b2c9562d608f25d51a"),
          hex("6666666666666666666666666666666666666666666666666666666666666658"));
    }

    @Override
    public List<Point> add(List<Point> some, List<Point> others) {
      List<BigInteger> below = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        Point a = some.get(i);
        Point b = others.get(i);
        BigInteger xs = a.x().multiply(b.x()).mod(P);
        BigInteger k = D.multiply(xs).mod(P).multiply(a.y().multiply(b.y()).mod(P)).mod(P);
        below.add(BigInteger.ONE.add(k));
        below.add(BigInteger.ONE.subtract(k).mod(P));
      }
      List<BigInteger> inverses = inverses(below, P);
      List<Point> sums = new ArrayList<>();
      for (int i = 0; i < some.size(); i++) {
        Point a = some.get(i);
        Point b = others.get(i);
        BigInteger x = a.x().multiply(b.y()).add(a.y().multiply(b.x()));
        BigInteger y = a.y().multiply(b.y()).add(a.x().multiply(b.x()));
        sums.add(
            new Point(
                x.mod(P).multiply(inverses.get(2 * i)).mod(P),
                y.mod(P).multiply(inverses.get(2 * i + 1)).mod(P)));
      }
      return sums;
    }

    /// What an addition in extended coordinates asks of the point: y + x, y - x and 2dxy.
    @Override
    public BaseTables.Row row(long slot, Point point) {
      BigInteger xy = point.x().multiply(point.y()).mod(P);
      return new BaseTables.Row(
          slot,
          point.y().add(point.x()).mod(P),
          point.y().subtract(point.x()).mod(P),
          D.shiftLeft(1).multiply(xy).mod(P));
    }
  }
}
