package dev.rollcall.auth.guard;

import java.time.Duration;
import java.util.Locale;

/// What is limited, for whom, and how much of it is usual.
public enum Limit {
  LOGIN_PER_ACCOUNT(Per.ACCOUNT, 10, 50),
  LOGIN_PER_IP(Per.IP, 30, Limit.ANY),
  SIGN_UP_PER_IP(Per.IP, Limit.ANY, 10),
  CODE_PER_ADDRESS(Per.ADDRESS, 1, 5),
  RESET_PER_ADDRESS(Per.ADDRESS, Limit.ANY, 3),
  TOKEN_PER_SESSION(Per.SESSION, 60, Limit.ANY);

  private static final int ANY = 0;
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration HOUR = Duration.ofHours(1);

  /// What kind of subject is counted.
  public enum Per {
    IP,
    ACCOUNT,
    ADDRESS,
    SESSION
  }

  /// So many in any span of this length.
  public record Rate(int count, Duration span) {
    public Rate {
      if (count < 1 || count > 1_000 || span.toSeconds() < 1) {
        throw new IllegalArgumentException(
            "Not a rate: " + count + " in " + span + " (1 to 1000, in a second or more)");
      }
    }
  }

  /// Two rates that hold both.
  ///
  /// @param sustained the one with the longer span; the same where there is only one
  public record Rates(Rate burst, Rate sustained) {
    public Rates {
      if (sustained.span().compareTo(burst.span()) < 0) {
        throw new IllegalArgumentException("The sustained rate has the shorter span");
      }
    }
  }

  private final Per per;
  private final int aMinute;
  private final int anHour;

  Limit(Per per, int aMinute, int anHour) {
    this.per = per;
    this.aMinute = aMinute;
    this.anHour = anHour;
  }

  public Per per() {
    return per;
  }

  public Rates usual() {
    Rate burst = new Rate(aMinute == ANY ? anHour : aMinute, aMinute == ANY ? HOUR : MINUTE);
    return new Rates(burst, anHour == ANY ? burst : new Rate(anHour, HOUR));
  }

  /// As it is stored, and as settings name it.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
