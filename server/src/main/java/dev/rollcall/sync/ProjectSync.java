package dev.rollcall.sync;

import dev.rollcall.feed.ChangeFeed;
import dev.rollcall.inbox.Inbox;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.FieldPolicy;
import dev.rollcall.project.RemoveDeleted;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.Connector;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/// All that writes one project's `users_sync`, put together.
///
/// @param applier applies what the inbox holds
/// @param lookups applies what needs a question to the provider first
/// @param merge applies pages of the provider's listing
/// @param needed makes the row of a user who is needed now
/// @param rewrite applies the project's fields to the rows that are there
/// @param erasure removes what there is of a user
/// @param seen tells which records of a listing need not be merged
public record ProjectSync(
    Applier applier,
    Lookups lookups,
    ListingMerge merge,
    NeededUsers needed,
    Erasure erasure,
    SeenRecords seen,
    FieldRewrite rewrite,
    UsersSyncTable table,
    Database database,
    Removal removal) {

  /// @param fields which of a record's keys the project stores; it can change its mind
  /// @param connector the project's connector of the moment; a project can change its provider
  public static ProjectSync of(
      Database database,
      Inbox inbox,
      UsersTable table,
      RemoveDeleted policy,
      Supplier<FieldPolicy> fields,
      Supplier<Connector> connector,
      InstantSource clock) {
    UsersSync usersSync = new UsersSync(table);
    UsersSyncTable shape = new UsersSyncTable(table);
    Removal removal = new Removal(table, policy);
    ClaimWriter writer =
        new ClaimWriter(usersSync, shape, removal, inbox, new ChangeFeed(), fields);
    Supplier<Connector> filtered = () -> FilteredConnector.over(connector.get(), fields.get());
    return new ProjectSync(
        new Applier(database, inbox, filtered, writer, shape, clock),
        new Lookups(database, inbox, filtered, usersSync, writer, clock),
        new ListingMerge(table, usersSync, writer),
        new NeededUsers(
            database, new UsersView(database, table), filtered, usersSync, writer, clock),
        new Erasure(table, usersSync, writer, removal),
        new SeenRecords(table),
        new FieldRewrite(database, table, usersSync, writer, fields, clock),
        shape,
        database,
        removal);
  }

  /// Removes rows of deleted users whose time has come, up to `limit` of them; answers how many
  /// were removed or cannot be.
  public int removeDue(Transaction tx, int limit, Instant now) throws SQLException {
    return removal.removeDue(tx, limit, now);
  }

  /// What is wrong with the table; empty where nothing is.
  public Optional<String> problem() {
    return database.inTransaction(table::problem);
  }
}
