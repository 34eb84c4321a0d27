package dev.rollcall.feed.hook;

import dev.rollcall.feed.ChangeType;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.secret.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The table `rollcall.webhook_endpoint`: who is told of changes. A secret is shown once, when it
/// is made.
public final class Endpoints {
  /// So many a project may have.
  public static final int MOST = 50;

  /// How long messages are signed with the old secret, too, after a change of it.
  public static final Duration OLD_SECRET = Duration.ofHours(24);

  private static final int LONGEST_URL = 2_048;
  private static final int LONGEST_DESCRIPTION = 256;
  private static final List<String> EVENT_TYPES =
      Stream.of(ChangeType.CREATED, ChangeType.UPDATED, ChangeType.DELETED)
          .map(ChangeType::wireName)
          .toList();

  private final Database database;
  private final SigningSecrets secrets;
  private final EgressGuard guard;
  private final SecureRandom random;
  private final InstantSource clock;

  Endpoints(
      Database database,
      SigningSecrets secrets,
      EgressGuard guard,
      SecureRandom random,
      InstantSource clock) {
    this.database = database;
    this.secrets = secrets;
    this.guard = guard;
    this.random = random;
    this.clock = clock;
  }

  /// What became of a wish to add an endpoint.
  public sealed interface Answer {
    record Added(Endpoint endpoint, Secret secret) implements Answer {}

    /// @param reason a sentence for whoever asked
    record Refused(String reason) implements Answer {}
  }

  /// Adds an endpoint, which is told of what changes from now on.
  ///
  /// @param eventTypes such as `user.created`; empty for all
  public Answer add(String url, String description, List<String> eventTypes) {
    Optional<String> refusal = refusal(url, description, eventTypes);
    if (refusal.isPresent()) {
      return new Answer.Refused(refusal.get());
    }
    byte[] name = new byte[12];
    random.nextBytes(name);
    String id = "ep_" + HexFormat.of().formatHex(name);
    Secret secret = secrets.make();
    boolean added =
        database.inTransaction(tx ->
            tx.update(
                    """
                    insert into rollcall.webhook_endpoint
                           (id, url, description, event_types, secret, created_at)
                    select ?, ?, ?, nullif(?::text[], '{}'), ?, ?
                     where (select count(*) from rollcall.webhook_endpoint) < ?
                    """,
                    id,
                    url,
                    description,
                    SqlArray.texts(eventTypes.stream().distinct().toList()),
                    secrets.seal(id, secret),
                    clock.instant(),
                    MOST)
                == 1);
    return added
        ? new Answer.Added(show(id).orElseThrow(), secret)
        : new Answer.Refused("A project can have " + MOST + " endpoints. Remove one first.");
  }

  public List<Endpoint> list() {
    return database.reading(tx -> tx.all(SELECT + " order by created_at, id", this::read));
  }

  public Optional<Endpoint> show(String id) {
    return database.reading(tx -> tx.one(SELECT + " where id = ?", this::read, id));
  }

  /// Removes an endpoint with all that was noted of its deliveries; false where there is none.
  public boolean remove(String id) {
    // First disabled, so that no change waits for the long deletion of what refers to it.
    disable(id);
    return database.inTransaction(
        tx -> tx.update("delete from rollcall.webhook_endpoint where id = ?", id) == 1);
  }

  /// Gives an endpoint a new secret; empty where there is no such endpoint. The one before stays
  /// good for [#OLD_SECRET]; one before that is forgotten.
  public Optional<Secret> rotate(String id) {
    return database.inTransaction(tx -> {
      Optional<byte[]> sealed =
          tx.one(
              "select secret from rollcall.webhook_endpoint where id = ? for update",
              row -> row.getBytes("secret"),
              id);
      if (sealed.isEmpty()) {
        return Optional.empty();
      }
      Secret secret = secrets.make();
      tx.update(
          """
          update rollcall.webhook_endpoint
             set secret = ?, previous_secret = ?, previous_until = ?
           where id = ?
          """,
          secrets.seal(id, secret),
          secrets.retire(id, sealed.get()),
          clock.instant().plus(OLD_SECRET),
          id);
      return Optional.of(secret);
    });
  }

  /// Has an endpoint told of changes again, from now on; false where there is none. What it missed
  /// can be replayed.
  public boolean enable(String id) {
    return database.inTransaction(tx ->
        tx.update(
                """
                update rollcall.webhook_endpoint
                   set enabled = true, disabled_reason = null, failing_since = null
                 where id = ?
                """,
                id)
            == 1);
  }

  /// Tells an endpoint nothing more; what was under way to it counts as failed. False where there
  /// is none.
  public boolean disable(String id) {
    return database.inTransaction(tx -> {
      Deliveries.disable(tx, id, "It was disabled by hand");
      return tx.number("select count(*) from rollcall.webhook_endpoint where id = ?", id) == 1;
    });
  }

  private Optional<String> refusal(String url, String description, List<String> eventTypes) {
    if (description.length() > LONGEST_DESCRIPTION) {
      return Optional.of("The description is longer than " + LONGEST_DESCRIPTION + " characters.");
    }
    for (String type : eventTypes) {
      if (!EVENT_TYPES.contains(type)) {
        return Optional.of(
            "There is no event type '"
                + type
                + "'. Known are: "
                + String.join(", ", EVENT_TYPES)
                + ".");
      }
    }
    if (url.length() > LONGEST_URL) {
      return Optional.of("The URL is longer than " + LONGEST_URL + " characters.");
    }
    try {
      guard.check(new URI(url));
      return Optional.empty();
    } catch (URISyntaxException notAUrl) {
      return Optional.of("'" + url + "' is no URL.");
    } catch (HttpFailure refused) {
      return Optional.of("The URL cannot be used: " + refused.getMessage() + ".");
    }
  }

  private static final String SELECT =
      """
      select id, url, description, event_types, enabled, disabled_reason, failing_since,
             previous_until, created_at
        from rollcall.webhook_endpoint
      """;

  private Endpoint read(ResultSet row) throws SQLException {
    Array types = row.getArray("event_types");
    Instant until = Columns.time(row, "previous_until");
    return new Endpoint(
        Columns.text(row, "id"),
        Columns.text(row, "url"),
        Columns.text(row, "description"),
        types == null ? List.of() : List.of((String[]) types.getArray()),
        row.getBoolean("enabled"),
        row.getString("disabled_reason"),
        Columns.time(row, "failing_since"),
        until == null || until.isBefore(clock.instant()) ? null : until,
        Columns.someTime(row, "created_at"));
  }
}
