package dev.rollcall.auth.guard;

import dev.rollcall.auth.guard.Limit.Rates;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// How much a project allows of what; a limit that is not named is off.
public record LimitPolicy(Map<Limit, Rates> rates) {

  public LimitPolicy {
    rates = Map.copyOf(rates);
  }

  /// Limits nothing.
  public static final LimitPolicy NONE = new LimitPolicy(Map.of());

  public static LimitPolicy usual() {
    Map<Limit, Rates> rates = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      rates.put(limit, limit.usual());
    }
    return new LimitPolicy(rates);
  }

  /// Without the limits per IP address: on one's own machine everybody has the same.
  public static LimitPolicy development() {
    return usual().without(Limit.LOGIN_PER_IP).without(Limit.SIGN_UP_PER_IP);
  }

  public LimitPolicy with(Limit limit, Rates changed) {
    Map<Limit, Rates> all = new EnumMap<>(Limit.class);
    all.putAll(rates);
    all.put(limit, changed);
    return new LimitPolicy(all);
  }

  public LimitPolicy without(Limit limit) {
    Map<Limit, Rates> all = new EnumMap<>(Limit.class);
    all.putAll(rates);
    all.remove(limit);
    return new LimitPolicy(all);
  }

  /// Empty where it is off.
  public Optional<Rates> of(Limit limit) {
    return Optional.ofNullable(rates.get(limit));
  }
}
