package dev.rollcall.postgres.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A packed Postgres: the one on the class path, or one in a jar that is named.
///
/// @param name the folder that it is unpacked into, such as `18.6.0`
/// @param jar null for the class path
public record PostgresArchive(String name, @Nullable Path jar) {

  /// The Postgres that comes with Rollcall.
  public static PostgresArchive bundled(String name) {
    return new PostgresArchive(name, null);
  }

  InputStream open() throws IOException {
    String file = "postgres-" + PostgresBinaries.platform() + ".txz";
    Path from = jar;
    if (from != null) {
      return URI.create("jar:" + from.toUri() + "!/" + file).toURL().openStream();
    }
    return Optional.ofNullable(PostgresArchive.class.getResourceAsStream("/" + file))
        .orElseThrow(() ->
            new IOException(
                "This build brings no Postgres for "
                    + PostgresBinaries.platform()
                    + ". Set DATABASE_URL to use a Postgres of your own"));
  }
}
