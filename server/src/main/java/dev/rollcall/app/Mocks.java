package dev.rollcall.app;

import dev.rollcall.api.mock.MockProvider;
import dev.rollcall.api.mock.MockSettings;
import dev.rollcall.http.HttpCaller;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The mock providers of a server in demo mode, one for each project that is asked for. They live
/// in memory: a restart forgets their users, but not their keys.
final class Mocks {
  private static final String URL = "MOCK_URL";
  private static final String KEY = "MOCK_SECRET_KEY";
  private static final String WEBHOOK_SECRET = "MOCK_WEBHOOK_SECRET";

  private final Predicate<String> isProject;
  private final HttpCaller http;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Map<String, String> secrets;
  private final Map<String, MockProvider> mocks = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable URI> server = new AtomicReference<>();

  Mocks(
      Predicate<String> isProject,
      DataFolder folder,
      HttpCaller http,
      InstantSource clock,
      SecureRandom random)
      throws IOException {
    this.isProject = isProject;
    this.http = http;
    this.clock = clock;
    this.random = random;
    this.secrets =
        Map.of(
            KEY,
            EnvFile.read(folder.env(), KEY)
                .orElseGet(() -> "mock_" + HexFormat.of().formatHex(bytes(16))),
            WEBHOOK_SECRET,
            EnvFile.read(folder.env(), WEBHOOK_SECRET)
                .orElseGet(() -> "whsec_" + Base64.getEncoder().encodeToString(bytes(24))));
  }

  /// Says where this server listens; before that there are no mocks.
  void listensAt(URI url) {
    server.set(url);
  }

  /// A project's mock provider; empty where there is no such project.
  Optional<MockProvider> find(String project) {
    return server.get() != null && isProject.test(project)
        ? Optional.of(mocks.computeIfAbsent(project, this::begin))
        : Optional.empty();
  }

  /// What `connect mock` needs to know, for the file `env`.
  Map<String, String> variables() {
    return Map.of(
        URL,
        server.get() + "/mock/" + App.DEFAULT,
        KEY,
        secret(KEY),
        WEBHOOK_SECRET,
        secret(WEBHOOK_SECRET));
  }

  void stop() {
    mocks.values().forEach(MockProvider::close);
  }

  private MockProvider begin(String project) {
    MockSettings settings =
        new MockSettings(
            secret(KEY), URI.create(server.get() + "/webhooks/" + project), secret(WEBHOOK_SECRET));
    MockProvider mock = new MockProvider(settings, http, clock, random);
    mock.start();
    return mock;
  }

  private String secret(String name) {
    return Optional.ofNullable(secrets.get(name)).orElseThrow();
  }

  private byte[] bytes(int count) {
    byte[] fresh = new byte[count];
    random.nextBytes(fresh);
    return fresh;
  }
}
