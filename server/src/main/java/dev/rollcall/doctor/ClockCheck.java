package dev.rollcall.doctor;

import dev.rollcall.doctor.Ailment.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Looks how far somebody else's clock is from ours. Signed webhooks are refused when they are five
/// minutes old, and leases and limits go by the database's time.
public final class ClockCheck implements Doctor.Check {
  private static final Duration SMALL = Duration.ofSeconds(10);
  private static final Duration LARGE = Duration.ofMinutes(2);

  private final String project;
  private final String whose;
  private final Supplier<Optional<Duration>> ahead;

  /// @param whose such as `the database's`
  /// @param ahead by how much it is ahead of ours at least; negative where it is behind; empty
  ///   where nobody knows
  public ClockCheck(String project, String whose, Supplier<Optional<Duration>> ahead) {
    this.project = project;
    this.whose = whose;
    this.ahead = ahead;
  }

  @Override
  public List<Ailment> look() {
    return ahead
        .get()
        .filter(offset -> offset.abs().compareTo(SMALL) > 0)
        .map(offset ->
            new Ailment(
                offset.abs().compareTo(LARGE) > 0 ? Severity.SERIOUS : Severity.ADVICE,
                project,
                "clock",
                "The clocks differ: "
                    + whose
                    + " is "
                    + offset.abs().toSeconds()
                    + " s "
                    + (offset.isNegative() ? "behind" : "ahead of")
                    + " this server's",
                "Have both set by NTP (timedatectl shows whether this machine's is)"))
        .stream()
        .toList();
  }
}
