package dev.rollcall.app;

import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.http.CallWatch;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.project.ConnectedProvider;
import dev.rollcall.project.Project;
import dev.rollcall.project.ProjectId;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.Dialect;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.provider.Setting;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The providers that this server can speak to.
final class Connectors {
  private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);

  private final List<Dialect> dialects;
  private final HttpCaller http;
  private final InstantSource clock;
  private final Watches watches;

  Connectors(List<Dialect> dialects, HttpCaller http, InstantSource clock, Watches watches) {
    this.dialects = List.copyOf(dialects);
    this.http = http;
    this.clock = clock;
    this.watches = watches;
  }

  /// Who is told of a project's calls to its provider.
  @FunctionalInterface
  interface Watches {
    CallWatch of(ProjectId project, ProviderId provider);
  }

  List<Dialect> dialects() {
    return dialects;
  }

  /// What speaks to a project's provider; null where it has none, or one that cannot be spoken to.
  ///
  /// @param builtIn speaks to the built-in provider
  @Nullable Connector connector(Project project, Supplier<Connector> builtIn) {
    ConnectedProvider provider = project.provider();
    if (provider == null) {
      return null;
    }
    if (provider.id().equals(BuiltInConnector.ID)) {
      return builtIn.get();
    }
    try {
      return connector(project.id(), provider.id(), provider.settings());
    } catch (IllegalArgumentException unusable) {
      LOG.warn(
          "project={} cannot speak to its provider: {}. Connect it again",
          project.id(),
          unusable.getMessage());
      return null;
    }
  }

  /// @throws IllegalArgumentException if there is no such provider, or the settings cannot be used;
  ///   the message names every mistake
  Connector connector(ProjectId project, ProviderId provider, ProviderSettings settings) {
    Dialect dialect = dialect(provider);
    List<String> mistakes = new ArrayList<>();
    Set<String> left = new HashSet<>(settings.values().keySet());
    for (Setting setting : dialect.settings()) {
      left.remove(setting.name());
      if (setting.required() && settings.find(setting.name()).isEmpty()) {
        mistakes.add("'" + setting.name() + "' is missing (" + setting.description() + ")");
      }
    }
    left.stream().sorted().forEach(name -> mistakes.add("'" + name + "' is no setting of it"));
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(
          "The settings for " + provider + " cannot be used: " + String.join("; ", mistakes));
    }
    return dialect.connector(settings, http.watchedBy(watches.of(project, provider)), clock);
  }

  /// @throws IllegalArgumentException if the provider's ids do not fit the type of the table's `id`
  void checkIds(ProviderId provider, UsersTable table) {
    if (table.idType() == UsersTable.IdType.UUID && !dialect(provider).idsAreUuids()) {
      throw new IllegalArgumentException(
          "The ids of "
              + provider
              + " are no UUIDs, and this project's users_sync has ids of that type. Make another"
              + " project without --id-type uuid, and connect that one");
    }
  }

  private Dialect dialect(ProviderId provider) {
    return dialects.stream()
        .filter(one -> one.id().equals(provider))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(provider)));
  }

  private String unknown(ProviderId provider) {
    return "There is no provider '"
        + provider
        + "'. Known are: "
        + dialects.stream().map(one -> one.id().value()).collect(Collectors.joining(", "));
  }
}
