package dev.rollcall.sync;

import dev.rollcall.inbox.Lookup;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.FetchedUser.Found;
import dev.rollcall.provider.FetchedUser.Missing;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.NoAnswer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// One round of looks at single users, and whether its "no such user" can be believed: only if the
/// provider, asked in the same round with the same credentials, still finds somebody else, and only
/// if not suspiciously many are missing whom nobody reported as deleted.
///
/// @param answers by user id
/// @param providerIsSound whether the provider found somebody in this round
record FetchRound(
    Map<String, FetchedUser> answers, boolean providerIsSound, boolean tooManyMissing) {
  private static final int AT_ONCE = 8;
  private static final int MOST_UNREPORTED = 10;

  /// @param live those of the users who have a live row; only they can be deleted, so only they
  ///   count
  static FetchRound ask(Connector connector, List<Lookup> lookups, Set<String> live) {
    Set<String> ids = new HashSet<>();
    Set<String> reported = new HashSet<>();
    for (Lookup lookup : lookups) {
      ids.add(lookup.target());
      if (lookup.kind() == Lookup.Kind.DELETED_USER) {
        reported.add(lookup.target());
      }
    }
    Map<String, FetchedUser> answers = fetchAll(connector, ids);
    long missing = answers.values().stream().filter(Missing.class::isInstance).count();
    long unreported =
        answers.entrySet().stream()
            .filter(answer -> answer.getValue() instanceof Missing)
            .filter(answer -> !reported.contains(answer.getKey()))
            .filter(answer -> live.contains(answer.getKey()))
            .count();
    boolean sound =
        missing > 0
            && (answers.values().stream().anyMatch(Found.class::isInstance)
                || findsSomebody(connector));
    return new FetchRound(answers, sound, unreported > MOST_UNREPORTED);
  }

  /// Whether this user's "no such user" counts as a deletion.
  boolean believes(Lookup lookup) {
    return providerIsSound && (!tooManyMissing || lookup.kind() == Lookup.Kind.DELETED_USER);
  }

  /// Why it does not.
  String doubt() {
    return providerIsSound
        ? "The provider does not find this user, nor more than "
            + MOST_UNREPORTED
            + " others that nobody reported as deleted; a comparison will decide"
        : "The provider does not find this user, but neither does it find anybody else, so it is not"
            + " believed";
  }

  /// Asks for somebody who must be there: the first of the listing. A provider without users at all
  /// is believed if it says so in its own listing.
  static boolean findsSomebody(Connector connector) {
    ListedPage first = connector.list(null);
    return switch (first) {
      case Page page when page.users().isEmpty() -> page.unreadable().isEmpty();
      case Page page -> connector.fetch(page.users().getFirst().id()) instanceof Found;
      case NoAnswer _ -> false;
    };
  }

  private static Map<String, FetchedUser> fetchAll(Connector connector, Set<String> ids) {
    Map<String, FetchedUser> answers = new HashMap<>();
    Semaphore places = new Semaphore(AT_ONCE);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Map<String, Future<FetchedUser>> asked = new HashMap<>();
      for (String id : ids) {
        asked.put(
            id,
            threads.submit(() -> {
              places.acquire();
              try {
                return connector.fetch(id);
              } finally {
                places.release();
              }
            }));
      }
      for (Map.Entry<String, Future<FetchedUser>> one : asked.entrySet()) {
        answers.put(one.getKey(), answer(one.getValue()));
      }
    }
    return answers;
  }

  private static FetchedUser answer(Future<FetchedUser> asked) {
    try {
      return asked.get();
    } catch (ExecutionException failure) {
      return new NoAnswer("The look at the user failed: " + failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new NoAnswer("The server is stopping");
    }
  }
}
