package dev.rollcall.jdbc;

/// What Postgres' `numeric` can hold: up to 131,072 digits before the point and 16,383 after it.
final class NumericRange {
  private static final int WHOLE = 131_072;
  private static final int FRACTION = 16_383;
  private static final int LARGEST_EXPONENT = Integer.MAX_VALUE / 2;

  private NumericRange() {}

  /// @param number as JSON writes one
  static boolean holds(String number) {
    int mantissaEnd = Math.max(number.indexOf('e'), number.indexOf('E'));
    long exponent = 0;
    String mantissa = number;
    if (mantissaEnd >= 0) {
      mantissa = number.substring(0, mantissaEnd);
      String digits = number.substring(mantissaEnd + 1).replaceFirst("^([+-]?)0+(?=.)", "$1");
      if (digits.length() > 11) {
        return false;
      }
      exponent = Long.parseLong(digits);
      if (Math.abs(exponent) >= LARGEST_EXPONENT) {
        return false;
      }
    }
    int point = mantissa.indexOf('.');
    int fraction = point < 0 ? 0 : mantissa.length() - point - 1;
    if (fraction - exponent > FRACTION) {
      return false;
    }
    String digits = mantissa.replaceFirst("^-", "").replace(".", "");
    int whole = digits.length() - fraction;
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) != '0') {
        return whole - i + exponent <= WHOLE;
      }
    }
    return true;
  }
}
