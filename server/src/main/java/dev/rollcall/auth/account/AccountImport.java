package dev.rollcall.auth.account;

import dev.rollcall.postgres.SqlFailure;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.sync.Applier;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Takes users over who were somewhere else before: accounts and their rows of `users_sync`, many
/// in one transaction. The same users again change nothing; what is said differently is changed.
public final class AccountImport {
  private final Accounts accounts;
  private final Applier applier;
  private final Hashes hashes;

  public AccountImport(Accounts accounts, Applier applier, Hashes hashes) {
    this.accounts = accounts;
    this.applier = applier;
    this.hashes = hashes;
  }

  /// What is known of password hashes.
  ///
  /// @param understood whether a password can be compared with it
  /// @param foreign whether it was made elsewhere, so that nobody has signed in with it here
  public record Hashes(Predicate<String> understood, Predicate<String> foreign) {}

  /// Why a user was not taken.
  public record Refused(int index, String reason) {}

  /// How many of them were new, were changed, and were there as they are.
  public record Outcome(int imported, int updated, int unchanged, List<Refused> refused) {
    public Outcome {
      refused = List.copyOf(refused);
    }

    static final Outcome NOTHING = new Outcome(0, 0, 0, List.of());

    Outcome and(Outcome other) {
      List<Refused> all = new ArrayList<>(refused);
      all.addAll(other.refused);
      return new Outcome(
          imported + other.imported, updated + other.updated, unchanged + other.unchanged, all);
    }

    static Outcome refused(MovingUser user, String reason) {
      return new Outcome(0, 0, 0, List.of(new Refused(user.index(), reason)));
    }
  }

  /// Takes users over. What Postgres refuses is told from the others by halving.
  public Outcome take(Transaction tx, List<MovingUser> users, Instant now) throws SQLException {
    if (users.isEmpty()) {
      return Outcome.NOTHING;
    }
    List<Outcome> done = new ArrayList<>();
    try {
      tx.undoIfItFails(() -> done.add(rounds(tx, users, now)));
      return done.getFirst();
    } catch (SQLException refused) {
      if (Transaction.meaning(refused) != SqlFailure.DATA) {
        throw refused;
      }
      if (users.size() == 1) {
        return Outcome.refused(
            users.getFirst(), "Postgres does not take it: " + firstLine(refused));
      }
      int half = users.size() / 2;
      return take(tx, users.subList(0, half), now)
          .and(take(tx, users.subList(half, users.size()), now));
    }
  }

  /// Of several that are the same user, each has a round of its own, in their order.
  private Outcome rounds(Transaction tx, List<MovingUser> users, Instant now) throws SQLException {
    Outcome outcome = Outcome.NOTHING;
    List<MovingUser> waiting = users;
    while (!waiting.isEmpty()) {
      List<MovingUser> round = new ArrayList<>();
      List<MovingUser> later = new ArrayList<>();
      Set<Object> seen = new HashSet<>();
      for (MovingUser user : waiting) {
        Set<Object> names = names(user);
        boolean first = names.stream().noneMatch(seen::contains);
        seen.addAll(names);
        (first ? round : later).add(user);
      }
      outcome = outcome.and(round(tx, round, now));
      waiting = later;
    }
    return outcome;
  }

  private static Set<Object> names(MovingUser user) {
    Set<Object> names = new HashSet<>();
    UUID id = user.id();
    if (id != null) {
      names.add(id);
    }
    String email = user.email();
    if (email != null) {
      names.add(email.toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private Outcome round(Transaction tx, List<MovingUser> users, Instant now) throws SQLException {
    KnownAccounts known = KnownAccounts.of(tx, users);
    Outcome outcome = Outcome.NOTHING;
    Map<UUID, MovingUser> fresh = new HashMap<>();
    for (MovingUser user : users) {
      String hash = user.passwordHash();
      UUID owner = known.owner(user);
      UUID id = user.id() == null ? owner : user.id();
      @Nullable Account account = id == null ? null : known.account(id);
      if (hash != null && !hashes.understood().test(hash)) {
        outcome =
            outcome.and(
                Outcome.refused(
                    user,
                    "password_hash is no bcrypt or Argon2 hash in its usual form ($2b$..., "
                        + "$argon2id$...), or costs too much"));
      } else if (owner != null && !owner.equals(id)) {
        outcome =
            outcome.and(
                Outcome.refused(
                    user,
                    "its email is that of another user, " + owner + ", who signs in with it"));
      } else if (account != null) {
        outcome = outcome.and(change(tx, user, account, known.hash(account.id()), now));
      } else {
        fresh.put(id == null ? UUID.randomUUID() : id, user);
      }
    }
    return outcome.and(refuseDeleted(tx, fresh)).and(make(tx, fresh, now));
  }

  private Outcome change(
      Transaction tx, MovingUser user, Account account, @Nullable String hash, Instant now)
      throws SQLException {
    AccountChange wanted = ImportChange.of(user, account, hash, hashes.foreign());
    if (wanted.equals(AccountChange.NOTHING)) {
      return new Outcome(0, 0, 1, List.of());
    }
    return accounts.change(tx, account.id(), wanted, now) instanceof AccountWritten.Written
        ? new Outcome(0, 1, 0, List.of())
        : Outcome.refused(user, "its email is that of another user, who signs in with it");
  }

  /// By the rule a user who is born later comes back; but whoever has no time of birth with it
  /// would be born again with every import.
  private Outcome refuseDeleted(Transaction tx, Map<UUID, MovingUser> fresh) throws SQLException {
    List<String> named =
        fresh.values().stream()
            .map(MovingUser::id)
            .filter(Objects::nonNull)
            .map(UUID::toString)
            .toList();
    Outcome outcome = Outcome.NOTHING;
    for (String id : applier.deleted(tx, named)) {
      MovingUser user = fresh.remove(UUID.fromString(id));
      if (user != null) {
        outcome = outcome.and(Outcome.refused(user, "a user of this id has been deleted here"));
      }
    }
    return outcome;
  }

  private Outcome make(Transaction tx, Map<UUID, MovingUser> fresh, Instant now)
      throws SQLException {
    if (fresh.isEmpty()) {
      return Outcome.NOTHING;
    }
    NewAccounts.insert(tx, fresh, now);
    List<Account> made = NewAccounts.read(tx, fresh.keySet());
    Set<String> rows = applier.makeNow(tx, made.stream().map(BuiltInConnector::user).toList(), now);
    Outcome outcome = Outcome.NOTHING;
    Set<UUID> missing = new HashSet<>(fresh.keySet());
    for (Account account : made) {
      missing.remove(account.id());
      outcome =
          outcome.and(
              rows.contains(account.id().toString()) || adopted(tx, account, now)
                  ? new Outcome(1, 0, 0, List.of())
                  : undone(tx, account, fresh.get(account.id())));
    }
    for (UUID id : missing) {
      outcome = outcome.and(Outcome.refused(other(fresh, id), "somebody else has just made it"));
    }
    return outcome;
  }

  /// Where the row was there before the account, as after a move with the whole table, it goes on
  /// with a new version.
  private boolean adopted(Transaction tx, Account account, Instant now) throws SQLException {
    new AccountFields(tx, account.id()).newVersion(now);
    Account later = AccountRows.find(tx, account.id()).orElseThrow();
    return applier.applyNow(
        tx, new ProviderEvent.UserChanged(BuiltInConnector.user(later), true), now);
  }

  private static Outcome undone(Transaction tx, Account account, @Nullable MovingUser user)
      throws SQLException {
    new AccountFields(tx, account.id()).delete();
    return user == null
        ? Outcome.NOTHING
        : Outcome.refused(
            user, "its row in users_sync is of a user of this id who signed up later");
  }

  private static MovingUser other(Map<UUID, MovingUser> fresh, UUID id) {
    MovingUser user = fresh.get(id);
    if (user == null) {
      throw new IllegalStateException("Nobody is called " + id);
    }
    return user;
  }

  private static String firstLine(SQLException refused) {
    String message = refused.getMessage();
    return message == null ? "no reason given" : message.lines().findFirst().orElse("");
  }
}
