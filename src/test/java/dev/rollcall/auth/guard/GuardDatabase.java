package dev.rollcall.auth.guard;

import dev.rollcall.postgres.Migrations;
import dev.rollcall.testing.PostgresExtension;
import java.util.List;

/// Databases in which the guard's tables are.
final class GuardDatabase {
  private GuardDatabase() {}

  static PostgresExtension databases() {
    return new PostgresExtension()
        .withTemplate(
            "guard",
            database ->
                new Migrations("rollcall", 8, List.of("dev/rollcall/auth/guard/migration"))
                    .run(database.source()));
  }
}
