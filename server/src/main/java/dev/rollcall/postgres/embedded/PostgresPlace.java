package dev.rollcall.postgres.embedded;

import java.nio.file.Path;
import java.util.List;

/// Where an embedded Postgres lives and how it is set.
///
/// @param archive which Postgres
/// @param programs where its programs are unpacked; may be shared by many places
/// @param data its data folder
/// @param password the superuser's; used when the folder is created, and to log in afterwards
/// @param port on 127.0.0.1, or 0 for one that is free when the server starts; a server that is
///   taken over stays where it listens
/// @param settings further lines of its configuration; none are needed for durability, which is
///   Postgres' default
/// @param locale what `initdb` is told about the locale
public record PostgresPlace(
    PostgresArchive archive,
    Path programs,
    Path data,
    String password,
    int port,
    List<String> settings,
    List<String> locale) {

  /// Sorted by code point in UTF-8, the same on every machine; needs Postgres 17.
  public static final List<String> BUILTIN_LOCALE =
      List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C");

  /// The same for older servers, which then know upper and lower case of ASCII only.
  public static final List<String> C_LOCALE = List.of("--locale=C");

  private static final String NO_FSYNC = "fsync = off";

  /// Settings for tests: quick, and lost when the machine loses power.
  public static final List<String> RELAXED =
      List.of(NO_FSYNC, "synchronous_commit = off", "full_page_writes = off");

  public PostgresPlace {
    data = data.toAbsolutePath().normalize();
    programs = programs.toAbsolutePath().normalize();
    settings = List.copyOf(settings);
    locale = List.copyOf(locale);
  }

  PostgresPlace at(int otherPort) {
    return new PostgresPlace(archive, programs, data, password, otherPort, settings, locale);
  }

  boolean durable() {
    return !settings.contains(NO_FSYNC);
  }

  /// Names everything but the password.
  @Override
  public String toString() {
    return "Postgres " + archive.name() + " in " + data + " on port " + port;
  }
}
