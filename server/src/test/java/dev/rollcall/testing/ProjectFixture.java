package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.inbox.Inbox;
import dev.rollcall.inbox.NewEntry;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Migrations;
import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.reconcile.Comparison;
import dev.rollcall.reconcile.ComparisonRequest;
import dev.rollcall.reconcile.Reconciler;
import dev.rollcall.sync.FilteredConnector;
import dev.rollcall.sync.ProjectSync;
import dev.rollcall.sync.UsersSyncTable;
import java.time.Duration;
import java.util.List;

/// One project over a test database: what arrives in the inbox is applied when the test says so.
public final class ProjectFixture {
  private static final List<String> MIGRATIONS =
      List.of(
          "dev/rollcall/inbox/migration",
          "dev/rollcall/sync/migration",
          "dev/rollcall/feed/migration",
          "dev/rollcall/reconcile/migration",
          "dev/rollcall/auth/account/migration",
          "dev/rollcall/auth/session/migration",
          "dev/rollcall/auth/code/migration",
          "dev/rollcall/auth/guard/migration",
          "dev/rollcall/auth/mail/migration",
          "dev/rollcall/sqlhttp/migration");

  private final Database database;
  private final MovableClock clock;
  private final Connector connector;
  private final ProjectSync sync;
  private final Reconciler reconciler;
  private final Inbox inbox = new Inbox();
  private volatile FieldPolicy fields = FieldPolicy.ALL;

  public ProjectFixture(
      Database database,
      UsersTable table,
      RemoveDeleted policy,
      Connector connector,
      MovableClock clock) {
    this(database, table, policy, connector, clock, 1);
  }

  /// @param usersAtOnce how many listed users a comparison merges at once; with 1, each page
  public ProjectFixture(
      Database database,
      UsersTable table,
      RemoveDeleted policy,
      Connector connector,
      MovableClock clock,
      int usersAtOnce) {
    this.database = database;
    this.clock = clock;
    this.connector = connector;
    this.sync =
        ProjectSync.of(database, inbox, table, policy, () -> fields, () -> connector, clock);
    this.reconciler =
        new Reconciler(
            database,
            table,
            () -> FilteredConnector.over(connector, fields),
            sync,
            clock,
            usersAtOnce);
  }

  /// Decides which fields are stored from now on.
  public void stores(FieldPolicy policy) {
    fields = policy;
  }

  /// Databases in which a project's tables are.
  public static PostgresExtension databases(PostgresExtension server, UsersTable table) {
    return server.withTemplate(
        "project_" + table.schema() + "_" + table.idType().sql(),
        database -> migrate(database, table));
  }

  public static void migrate(Database database, UsersTable table) {
    new Migrations("rollcall", 16, MIGRATIONS).run(database.source());
    database.inTransaction(tx -> {
      new UsersSyncTable(table).ensure(tx);
      return true;
    });
  }

  /// Writes an event down, as the door does; the payload is its id, too.
  public void receive(String payload) {
    receive(payload, payload);
  }

  /// The same for many in one transaction.
  public void receiveAll(List<String> payloads) {
    database.inTransaction(tx ->
        inbox.receive(
            tx,
            payloads.stream()
                .map(payload ->
                    new NewEntry(
                        connector.provider(), new StoredEvent(payload, payload.getBytes(UTF_8))))
                .toList(),
            clock.instant()));
  }

  public void receive(String eventId, String payload) {
    database.inTransaction(tx ->
        inbox.receive(
            tx,
            List.of(
                new NewEntry(
                    connector.provider(), new StoredEvent(eventId, payload.getBytes(UTF_8)))),
            clock.instant()));
  }

  /// Applies what is due, and asks the provider where that is needed.
  public void applyAll() {
    while (sync.applier().applyNext() + sync.lookups().lookUpNext() > 0) {
      // Until nothing is due.
    }
  }

  public ProjectSync sync() {
    return sync;
  }

  public Reconciler reconciler() {
    return reconciler;
  }

  public Comparison compare() {
    return compare(ComparisonRequest.USUAL);
  }

  public Comparison compare(ComparisonRequest request) {
    clock.advance(Duration.ofSeconds(1));
    reconciler.begin(request);
    try {
      return reconciler.run(() -> true).orElseThrow();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// `id name live` or `id name deleted`, by id.
  public List<String> users() {
    return strings(
        """
        select concat_ws(' ', id, name, case when deleted_at is null then 'live' else 'deleted' end)
          from neon_auth.users_sync order by id
        """);
  }

  /// What became of the entries, in the order of their arrival.
  public List<String> outcomes() {
    return strings("select coalesce(outcome, 'waiting') from rollcall.inbox order by number");
  }

  /// `type user`, in the order of the feed, as far as it is numbered.
  public List<String> changes() {
    return strings(
        "select concat_ws(' ', type, user_id) from rollcall.change order by number, appended");
  }

  public List<String> strings(String sql) {
    return database.inTransaction(tx -> tx.all(sql, row -> row.getString(1)));
  }

  public void execute(String sql) {
    database.inTransaction(tx -> {
      tx.script(sql);
      return true;
    });
  }
}
