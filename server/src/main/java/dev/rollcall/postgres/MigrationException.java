package dev.rollcall.postgres;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A schema could not be brought up to date. The message says why and what to do.
public final class MigrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MigrationException(String message) {
    super(message);
  }

  MigrationException(String schema, RuntimeException failure) {
    super(sentence(schema, failure), failure);
  }

  private static String sentence(String schema, RuntimeException failure) {
    for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return "42501".equals(sql.getSQLState())
            ? "The role may not create the schema '"
                + schema
                + "' (\""
                + sql.getMessage()
                + "\"). Grant it: grant create on database <database> to <role>"
            : "The schema '" + schema + "' could not be brought up to date: " + sql.getMessage();
      }
    }
    return "The schema '" + schema + "' could not be brought up to date: " + failure.getMessage();
  }
}
