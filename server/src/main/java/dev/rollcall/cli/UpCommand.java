package dev.rollcall.cli;

import dev.rollcall.app.App;
import dev.rollcall.app.Dialects;
import dev.rollcall.config.Config;
import dev.rollcall.config.ConfigFile;
import dev.rollcall.config.Settings;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the server until it is stopped.
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Runs Rollcall until it is stopped, with a Postgres of its own unless DATABASE_URL names"
          + " yours.",
      "Every option is also an environment variable, such as ROLLCALL_PORT, and a line in"
          + " rollcall.yaml."
    })
final class UpCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--host", description = "Address to listen on (default: 127.0.0.1)")
  private @Nullable String host;

  @Option(names = "--port", description = "Port to listen on (default: 7070; 0: any free one)")
  private @Nullable String port;

  @Option(names = "--data", description = "Folder for everything kept (default: .rollcall)")
  private @Nullable String data;

  @Option(names = "--postgres-port", description = "Port of the embedded Postgres")
  private @Nullable String postgresPort;

  @Option(names = "--public-url", description = "Where others reach this server")
  private @Nullable String publicUrl;

  @Option(
      names = "--tls",
      description = "dev: listen for TLS too, with a certificate made for this machine")
  private @Nullable String tls;

  @Option(names = "--tls-cert", description = "Certificate of your own for TLS, a PEM file")
  private @Nullable String tlsCert;

  @Option(names = "--tls-key", description = "Its private key, a PEM file")
  private @Nullable String tlsKey;

  @Option(names = "--tls-port", description = "Port for TLS (default: 7443)")
  private @Nullable String tlsPort;

  @Option(names = "--compare-every", description = "Time between comparisons (default: 1h)")
  private @Nullable String compareEvery;

  @Option(names = "--keep-events", description = "How long events are kept (default: 7d)")
  private @Nullable String keepEvents;

  @Option(names = "--rest-after", description = "When an idle project rests (default: 10s)")
  private @Nullable String restAfter;

  @Option(names = "--notice-url", description = "Where webhooks about incidents go")
  private @Nullable String noticeUrl;

  @Option(names = "--notice-email", description = "Who gets mails about incidents")
  private @Nullable String noticeEmail;

  @Option(names = "--notice-from", description = "Who those mails are from")
  private @Nullable String noticeFrom;

  @Option(
      names = "--access-token-lifetime",
      description = "How long access tokens are good (default: 10m)")
  private @Nullable String accessTokenLifetime;

  @Option(
      names = "--shared-owner",
      description = "Keep credentials where the application's own role can read them")
  private boolean sharedOwner;

  @Option(
      names = "--demo",
      description = "Run a mock provider too, and show how fast its changes arrive")
  private boolean demo;

  @Option(names = "--config", description = "Settings file (default: rollcall.yaml)")
  private Path file = Path.of("rollcall.yaml");

  UpCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    Map<String, String> environment = terminal.environment();
    Config config = Settings.read(flags(), environment, ConfigFile.read(file, environment));
    CompletableFuture<App> starting = new CompletableFuture<>();
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stop = new Thread(() -> stop(starting, stopped), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    App app;
    try {
      app = App.start(config, Dialects.all());
      starting.complete(app);
    } catch (RuntimeException failure) {
      // The hook must not wait for a server that never came up.
      starting.cancel(false);
      throw failure;
    }
    print(app, config);
    if (demo) {
      new DemoRun(terminal, config.dataFolder(), app.url()).run();
    }
    stopped.await();
    return 0;
  }

  /// A signal may come while the server is still starting; then it is stopped as soon as it is up.
  private static void stop(CompletableFuture<App> starting, CountDownLatch stopped) {
    starting
        .handle((app, _) -> {
          if (app != null) {
            app.stop();
          }
          stopped.countDown();
          return true;
        })
        .join();
  }

  private void print(App app, Config config) {
    PrintWriter out = terminal.out();
    out.println();
    out.println("  Rollcall is running at  " + app.url());
    app.secureUrl().ifPresent(url -> out.println("  and, with TLS, at       " + url));
    app.defaultLogin()
        .ifPresent(_ -> out.println("  Your users will be in   the database of DATABASE_URL"));
    out.println("  Everything is kept in   " + config.dataFolder());
    out.println();
    Map<String, String> variables = app.applicationVariables();
    if (!variables.isEmpty()) {
      out.println("  Your application's environment, also in " + config.dataFolder() + "/env:");
      out.println();
      variables.forEach((name, value) -> out.println("    " + name + "=" + value));
      out.println();
    }
    out.println("  Next: sign users up with these keys, or bring a provider of your own:");
    out.println("        rollcall connect keycloak --help   (or clerk, stack, mock)");
    out.println();
    out.flush();
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new HashMap<>();
    put(flags, "host", host);
    put(flags, "port", port);
    put(flags, "data", data);
    put(flags, "postgres_port", postgresPort);
    put(flags, "public_url", publicUrl);
    put(flags, "tls", tls);
    put(flags, "tls_cert", tlsCert);
    put(flags, "tls_key", tlsKey);
    put(flags, "tls_port", tlsPort);
    put(flags, "compare_every", compareEvery);
    put(flags, "keep_events", keepEvents);
    put(flags, "rest_after", restAfter);
    put(flags, "notice_url", noticeUrl);
    put(flags, "notice_email", noticeEmail);
    put(flags, "notice_from", noticeFrom);
    put(flags, "access_token_lifetime", accessTokenLifetime);
    put(flags, "shared_owner", sharedOwner ? "true" : null);
    put(flags, "demo", demo ? "true" : null);
    return flags;
  }

  private static void put(Map<String, String> flags, String name, @Nullable String value) {
    if (value != null) {
      flags.put(name, value);
    }
  }
}
