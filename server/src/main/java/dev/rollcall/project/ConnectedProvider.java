package dev.rollcall.project;

import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import java.time.Instant;

/// The provider that a project is connected to.
public record ConnectedProvider(ProviderId id, ProviderSettings settings, Instant connectedAt) {}
