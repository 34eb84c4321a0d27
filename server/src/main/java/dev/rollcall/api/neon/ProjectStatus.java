package dev.rollcall.api.neon;

import dev.rollcall.provider.Reach;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a project is doing at this moment.
///
/// @param troubles sentences, by what does not work; empty where all does
/// @param reach how news of its users come; null while it is connected to no provider
/// @param counted what this server has done since it was started, by what that is
public record ProjectStatus(
    Map<String, String> troubles, @Nullable Reach reach, Map<String, Long> counted) {
  public ProjectStatus {
    troubles = Map.copyOf(troubles);
    counted = Collections.unmodifiableMap(new LinkedHashMap<>(counted));
  }
}
