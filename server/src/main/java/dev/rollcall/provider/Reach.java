package dev.rollcall.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How news of a provider's users reaches us.
///
/// @param webhooks true where a webhook secret is set, so that deliveries can be verified
/// @param pullEvery how often [Connector#pull] is worth asking; null where there is nothing to pull
/// @param complete true where webhooks or pulls report every kind of change, deletions included; if
///   not, comparisons run often rather than hourly
public record Reach(boolean webhooks, @Nullable Duration pullEvery, boolean complete) {}
