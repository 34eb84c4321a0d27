package dev.rollcall.config;

import dev.rollcall.http.Networks;
import dev.rollcall.http.TrustedProxies;
import dev.rollcall.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the settings: a flag wins over the environment, that over the file, that over the default.
/// Every mistake is reported at once.
public final class Settings {
  private static final Pattern TIME = Pattern.compile("(\\d{1,6})([dhms])");

  private final Map<String, String> flags;
  private final Map<String, String> environment;
  private final ConfigFile file;
  private final List<String> problems = new ArrayList<>();

  private Settings(Map<String, String> flags, Map<String, String> environment, ConfigFile file) {
    this.flags = flags;
    this.environment = environment;
    this.file = file;
    problems.addAll(file.problems());
  }

  /// @param flags by the settings' names, those that were given only
  /// @param file `rollcall.yaml`; [ConfigFile#NONE] where there is none
  /// @throws ConfigException if any setting cannot be used
  public static Config read(
      Map<String, String> flags, Map<String, String> environment, ConfigFile file) {
    return new Settings(flags, environment, file).config();
  }

  private Config config() {
    Optional<String> host = value("host", Function.identity());
    Optional<Integer> port = value("port", text -> number(text, 0));
    Optional<Path> data = value("data", Path::of);
    Optional<Integer> postgresPort = value("postgres_port", text -> number(text, 1));
    Optional<Secret> databaseUrl = value("database_url", Secret::new);
    Optional<URI> publicUrl = value("public_url", Settings::publicUrl);
    Optional<TrustedProxies> trustedProxies = value("trusted_proxies", TrustedProxies::of);
    Optional<Networks> issuerNetworks = value("issuer_networks", Networks::of);
    Optional<TlsSource> tls = tls();
    Optional<Integer> tlsPort = value("tls_port", text -> number(text, 0));
    Optional<Secret> masterKey = value("master_key", Secret::new);
    Optional<Boolean> demo = value("demo", Settings::yesOrNo);
    Optional<Boolean> sharedOwner = value("shared_owner", Settings::yesOrNo);
    Optional<Duration> accessTokens = value("access_token_lifetime", Settings::tokenTime);
    Optional<Duration> compareEvery = value("compare_every", Settings::time);
    Optional<Duration> keepEvents = value("keep_events", Settings::time);
    Optional<Duration> restAfter = value("rest_after", Settings::time);
    NoticeTargets notices =
        NoticeSettings.targets(
            value("notice_url", NoticeSettings::url),
            value("notice_secret", NoticeSettings::secret),
            value("notice_email", NoticeSettings::address),
            value("notice_from", NoticeSettings::address),
            value("notice_smtp_url", NoticeSettings::smtp),
            problems);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new Config(
        host.orElseThrow(),
        port.orElseThrow(),
        data.orElseThrow().toAbsolutePath().normalize(),
        postgresPort.orElse(null),
        databaseUrl.orElse(null),
        publicUrl.orElse(null),
        trustedProxies.orElse(TrustedProxies.NONE),
        issuerNetworks.orElse(Networks.NONE),
        tls.orElse(null),
        tlsPort.orElseThrow(),
        masterKey.orElse(null),
        demo.orElseThrow(),
        sharedOwner.orElseThrow(),
        accessTokens.orElseThrow(),
        compareEvery.orElseThrow(),
        keepEvents.orElseThrow(),
        restAfter.orElseThrow(),
        notices,
        file.declared());
  }

  private Optional<TlsSource> tls() {
    boolean development = value("tls", Settings::development).isPresent();
    Optional<Path> certificate = value("tls_cert", Path::of);
    Optional<Path> key = value("tls_key", Path::of);
    if (certificate.isPresent() != key.isPresent()) {
      problems.add("tls_cert and tls_key go together: set both, or none");
    } else if (development && key.isPresent()) {
      problems.add("tls is 'dev', and there is a tls_cert, too: choose one of the two");
    }
    return development
        ? Optional.of(new TlsSource.Development())
        : certificate.flatMap(file ->
            key.map(secret -> new TlsSource.Files(file.toAbsolutePath(), secret.toAbsolutePath())));
  }

  private static String development(String text) {
    if (text.equals("dev")) {
      return text;
    }
    throw new IllegalArgumentException("use dev, or leave it out");
  }

  private <T> Optional<T> value(String name, Function<String, T> parse) {
    Setting setting =
        Setting.ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    String source = setting.flag();
    @Nullable String text = flags.get(name);
    if (isUnset(text)) {
      source = setting.variable();
      text = environment.get(setting.variable());
    }
    if (isUnset(text)) {
      source = name + " in " + file.name();
      text = file.settings().get(name);
    }
    if (isUnset(text)) {
      text = setting.otherwise();
    }
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(parse.apply(text.strip()));
    } catch (IllegalArgumentException unreadable) {
      String shown = setting.secret() ? "what it is" : "'" + text + "'";
      problems.add(source + " cannot be " + shown + ": " + unreadable.getMessage());
      return Optional.empty();
    }
  }

  /// Compose files and shells set variables to nothing where they mean to leave them out.
  private static boolean isUnset(@Nullable String text) {
    return text == null || text.isBlank();
  }

  private static int number(String text, int least) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Said below, together with a number that is out of range.
    }
    throw new IllegalArgumentException("use a number from " + least + " to 65535");
  }

  private static boolean yesOrNo(String text) {
    return switch (text) {
      case "true", "yes", "1" -> true;
      case "false", "no", "0" -> false;
      default -> throw new IllegalArgumentException("use true or false");
    };
  }

  private static URI publicUrl(String text) {
    URI url = URI.create(text);
    if (url.getHost() == null || url.getScheme() == null || !url.getScheme().startsWith("http")) {
      throw new IllegalArgumentException("use a URL such as https://rollcall.example.com");
    }
    return URI.create(text.replaceAll("/+$", ""));
  }

  /// The SDKs take a token with less than 20 seconds left for one that has expired.
  private static Duration tokenTime(String text) {
    Duration time = time(text);
    if (time.compareTo(Duration.ofSeconds(30)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("use a time from 30s to 1h");
    }
    return time;
  }

  private static Duration time(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("use a time such as 30s, 10m, 1h or 7d");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "d" -> Duration.ofDays(amount);
      case "h" -> Duration.ofHours(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofSeconds(amount);
    };
  }
}
