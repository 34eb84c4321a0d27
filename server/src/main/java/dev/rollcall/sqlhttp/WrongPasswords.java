package dev.rollcall.sqlhttp;

import dev.rollcall.auth.guard.Allowance;
import dev.rollcall.auth.guard.Limit;
import dev.rollcall.auth.guard.LimitPolicy;
import dev.rollcall.auth.guard.Subject;
import dev.rollcall.postgres.wire.PostgresError;
import dev.rollcall.postgres.wire.RefusedException;
import java.time.Duration;
import java.time.InstantSource;

/// Has those wait who brought too many wrong passwords: one address, or all that guess one user's.
/// Where the right password once came from is counted by itself, so that the guesses of others shut
/// nobody out. It is asked before a connection that is open already is lent, too, since that would
/// tell a right password from a wrong one.
final class WrongPasswords {
  private final RecentTimes addresses;
  private final RecentTimes users;
  private final RecentTimes known;

  WrongPasswords(LimitPolicy policy, InstantSource clock) {
    this.addresses = new RecentTimes(policy.of(Limit.LOGIN_PER_IP), clock);
    this.users = new RecentTimes(policy.of(Limit.LOGIN_PER_ACCOUNT), clock);
    this.known = new RecentTimes(policy.of(Limit.LOGIN_PER_ACCOUNT), clock);
  }

  /// @throws RefusedException if whoever this is must wait; the password does not matter
  void check(Caller.Owner owner) throws RefusedException {
    String place = place(owner);
    Duration wait =
        known.knows(place)
            ? known.wait(place)
            : longer(addresses.wait(address(owner)), users.wait(user(owner)));
    if (wait.isPositive()) {
      throw new RefusedException(
          PostgresError.of(
              "28000",
              "too many wrong passwords: try again in "
                  + new Allowance.Wait(wait).seconds()
                  + " seconds"));
    }
  }

  void wrong(Caller.Owner owner) {
    String place = place(owner);
    if (known.knows(place)) {
      known.add(place);
    } else {
      addresses.add(address(owner));
      users.add(user(owner));
    }
  }

  void right(Caller.Owner owner) {
    known.know(place(owner));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static String address(Caller.Owner owner) {
    return Subject.ip(owner.address()).value();
  }

  private static String user(Caller.Owner owner) {
    return owner.project().id() + "/" + owner.user();
  }

  private static String place(Caller.Owner owner) {
    return address(owner) + "/" + user(owner);
  }
}
