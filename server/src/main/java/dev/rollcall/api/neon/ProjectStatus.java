package dev.rollcall.api.neon;

import dev.rollcall.provider.Reach;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a project is doing at this moment.
///
/// @param troubles sentences, by what does not work; empty where all does
/// @param reach how news of its users come; null while it is connected to no provider
public record ProjectStatus(Map<String, String> troubles, @Nullable Reach reach) {
  public ProjectStatus {
    troubles = Map.copyOf(troubles);
  }
}
