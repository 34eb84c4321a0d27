package dev.rollcall.reconcile;

import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.SqlFailure;
import dev.rollcall.provider.ListedPage.Unreadable;
import dev.rollcall.provider.ListedRecord;
import dev.rollcall.provider.ListedRecords.Records;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.sync.SeenRecords;
import dev.rollcall.sync.SeenRecords.Seen;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/// Leaves out of a page those users of whom it is known that their rows hold what is listed: the
/// record has the digest that it had when they were compared last, and nobody has written the row
/// since. Only the others are read.
final class Sieve {
  /// After that long, everything is compared again: no shortcut is believed forever.
  private static final Duration BELIEVED = Duration.ofDays(7);

  private final Database database;
  private final SeenRecords seen;
  private final byte[] basis;
  private final boolean noneSeen;

  private Sieve(Database database, SeenRecords seen, byte[] basis, boolean noneSeen) {
    this.database = database;
    this.seen = seen;
    this.basis = basis;
    this.noneSeen = noneSeen;
  }

  /// For one comparison, or what is left of it.
  static Sieve of(Database database, SeenRecords seen, ProviderId provider, Instant now) {
    // Another release may read the same record as another user.
    String release = Sieve.class.getPackage().getImplementationVersion();
    String basis =
        provider.value() + "\n" + release + "\n" + now.getEpochSecond() / BELIEVED.toSeconds();
    return new Sieve(
        database, seen, basis.getBytes(StandardCharsets.UTF_8), database.inTransaction(seen::none));
  }

  /// A page after the sieve.
  ///
  /// @param known records of users who need not be merged
  /// @param users the rest, as far as they could be read
  /// @param digests of those, by their ids; without users who stand in the page twice
  record Sifted(
      List<ListedRecord> known,
      List<ProviderUser> users,
      List<Unreadable> unreadable,
      Map<String, UUID> digests) {

    int size() {
      return known.size() + users.size() + unreadable.size();
    }

    /// The same, with nothing known of those whose rows were written meanwhile.
    Sifted again(Set<String> written) {
      if (written.isEmpty() || known.stream().noneMatch(record -> isOf(record, written))) {
        return this;
      }
      Sifted all = new Sifted(new ArrayList<>(), new ArrayList<>(users), unreadable, digests);
      for (ListedRecord record : known) {
        if (isOf(record, written)) {
          all.users.add(record.read());
        } else {
          all.known.add(record);
        }
      }
      return all;
    }

    private static boolean isOf(ListedRecord record, Set<String> users) {
      String id = record.id();
      return id != null && users.contains(id);
    }

    /// What the rows of these holders hold, to be noted.
    List<Seen> seen(Map<String, String> holders) {
      List<Seen> all = new ArrayList<>(holders.size());
      holders.forEach((id, writer) -> {
        UUID digest = digests.get(id);
        if (digest != null) {
          all.add(new Seen(id, digest, writer));
        }
      });
      return all;
    }
  }

  Sifted sift(Records page) {
    List<ListedRecord> records = page.records();
    List<UUID> digests = digests(records);
    Set<Integer> unknown = unknown(records, digests);
    List<ListedRecord> known = new ArrayList<>();
    List<ProviderUser> users = new ArrayList<>();
    List<Unreadable> unreadable = new ArrayList<>(page.unreadable());
    Map<String, UUID> byId = new HashMap<>();
    Set<String> twice = new HashSet<>();
    for (int i = 0; i < records.size(); i++) {
      ListedRecord record = records.get(i);
      if (!unknown.contains(i)) {
        known.add(record);
        continue;
      }
      try {
        ProviderUser user = record.read();
        users.add(user);
        if (byId.put(user.id(), digests.get(i)) != null) {
          twice.add(user.id());
        }
      } catch (UnreadablePayloadException problem) {
        unreadable.add(new Unreadable(record.id(), String.valueOf(problem.getMessage())));
      }
    }
    byId.keySet().removeAll(twice);
    return new Sifted(known, users, unreadable, byId);
  }

  private Set<Integer> unknown(List<ListedRecord> records, List<UUID> digests) {
    List<Integer> all = IntStream.range(0, records.size()).boxed().toList();
    if (noneSeen) {
      return new HashSet<>(all);
    }
    try {
      return new HashSet<>(
          database.inTransaction(
              tx -> seen.unknown(tx, records.stream().map(ListedRecord::id).toList(), digests)));
    } catch (DatabaseException refused) {
      if (refused.meaning() == SqlFailure.SHAPE) {
        // Who merges the page says what is wrong with the table.
        return new HashSet<>(all);
      }
      throw refused;
    }
  }

  private List<UUID> digests(List<ListedRecord> records) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("Every Java has SHA-256", missing);
    }
    List<UUID> digests = new ArrayList<>(records.size());
    for (ListedRecord record : records) {
      sha256.update(basis);
      record.addTo(sha256);
      ByteBuffer digest = ByteBuffer.wrap(sha256.digest());
      digests.add(new UUID(digest.getLong(), digest.getLong()));
    }
    return digests;
  }
}
