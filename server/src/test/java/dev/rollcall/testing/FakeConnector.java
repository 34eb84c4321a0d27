package dev.rollcall.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.provider.Connector;
import dev.rollcall.provider.FetchedUser;
import dev.rollcall.provider.Finding;
import dev.rollcall.provider.ListedPage;
import dev.rollcall.provider.ListedPage.Page;
import dev.rollcall.provider.NoAnswer;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.ProviderEvent.UsersTouched;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.PulledEvents;
import dev.rollcall.provider.Reach;
import dev.rollcall.provider.StoredEvent;
import dev.rollcall.provider.UnreadablePayloadException;
import dev.rollcall.provider.Verdict;
import dev.rollcall.provider.Verdict.Genuine;
import dev.rollcall.provider.Verdict.Refused;
import dev.rollcall.provider.Webhook;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A provider whose payloads are one line, and whose users a test sets: `changed ID BORN VERSION
/// NAME`, `deleted ID AT`, `touched ID`, `gone ID`, `scope NAME`. Times are in milliseconds.
public final class FakeConnector implements Connector {
  public static final ProviderId FAKE = new ProviderId("fake");

  private final InstantSource clock;
  private final ConcurrentSkipListMap<String, ProviderUser> users = new ConcurrentSkipListMap<>();
  private final AtomicReference<@Nullable NoAnswer> trouble = new AtomicReference<>();
  private final List<ProviderUser> repeated = new CopyOnWriteArrayList<>();
  private volatile int pageSize = 100;
  private volatile boolean findsNobody;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile Runnable whileAsked = () -> {};
  private volatile Runnable whileCounting = () -> {};

  public FakeConnector(InstantSource clock) {
    this.clock = clock;
  }

  /// A record of a user.
  ///
  /// @param version null for a record without one
  public static ProviderUser user(
      String id, long born, @Nullable Long version, @Nullable String name) {
    String json =
        "{\"id\":\"%s\",\"display_name\":%s,\"primary_email\":\"%s@example.com\",\"signed_up_at_millis\":%d}"
            .formatted(id, name == null ? "null" : "\"" + name + "\"", id, born);
    return new ProviderUser(
        id,
        Instant.ofEpochMilli(born),
        version == null ? null : Instant.ofEpochMilli(version),
        json);
  }

  public void has(ProviderUser user) {
    users.put(user.id(), user);
  }

  public void hasNoMore(String id) {
    users.remove(id);
  }

  /// Lists this record, too, at the end of each page.
  public void repeats(ProviderUser user) {
    repeated.add(user);
  }

  /// What it answers to every question from now on; null for the truth.
  public void answers(@Nullable NoAnswer answer) {
    trouble.set(answer);
  }

  /// Whether it says of everyone that there is no such user, and refuses to list.
  public void findsNobody(boolean nobody) {
    findsNobody = nobody;
  }

  /// How often it was asked for a single user.
  public int fetches() {
    return fetches.get();
  }

  /// What happens while it looks for a single user.
  public void whileAsked(Runnable meanwhile) {
    whileAsked = meanwhile;
  }

  /// What happens while it counts its users.
  public void whileCounting(Runnable meanwhile) {
    whileCounting = meanwhile;
  }

  public void pagesOf(int size) {
    pageSize = size;
  }

  @Override
  public ProviderId provider() {
    return FAKE;
  }

  @Override
  public Reach reach() {
    return new Reach(true, null, true);
  }

  @Override
  public Verdict verify(Webhook webhook) {
    return webhook.header("signature").filter("good"::equals).isPresent()
        ? new Genuine(webhook.header("event-id").orElse("none"))
        : new Refused("the signature is not good");
  }

  @Override
  public ProviderEvent read(StoredEvent event) {
    List<String> words = List.of(new String(event.payload(), UTF_8).split(" ", -1));
    return switch (words.getFirst()) {
      case "changed" ->
          new UserChanged(
              user(
                  words.get(1),
                  Long.parseLong(words.get(2)),
                  Long.parseLong(words.get(3)),
                  words.get(4)),
              false);
      case "poison" ->
          new UserChanged(
              new ProviderUser(
                  words.get(1),
                  Instant.ofEpochMilli(1),
                  Instant.ofEpochMilli(2),
                  "{\"id\":\"" + words.get(1) + "\",\"signed_up_at_millis\":1.5}"),
              false);
      case "deleted" ->
          new UserDeleted(words.get(1), Instant.ofEpochMilli(Long.parseLong(words.get(2))));
      case "touched" -> new UserTouched(words.get(1), false);
      case "gone" -> new UserTouched(words.get(1), true);
      case "scope" -> new UsersTouched(words.get(1));
      case "mistake" -> throw new IllegalStateException("nobody thought of this");
      case "nonsense" -> throw new UnreadablePayloadException("it says 'nonsense'");
      default -> new NotAboutUsers(words.getFirst());
    };
  }

  @Override
  public FetchedUser fetch(String userId) {
    fetches.incrementAndGet();
    whileAsked.run();
    NoAnswer none = trouble.get();
    if (none != null) {
      return none;
    }
    ProviderUser user = findsNobody ? null : users.get(userId);
    return user == null
        ? new FetchedUser.Missing(clock.instant())
        : new FetchedUser.Found(user, clock.instant());
  }

  @Override
  public List<String> members(String scope) {
    return List.copyOf(users.keySet());
  }

  @Override
  public ListedPage list(@Nullable String cursor) {
    NoAnswer none = trouble.get();
    if (none != null) {
      return none;
    }
    if (findsNobody) {
      return new NoAnswer("there is no such place");
    }
    Map<String, ProviderUser> rest = cursor == null ? users : users.tailMap(cursor, false);
    List<ProviderUser> page = rest.values().stream().limit(pageSize).toList();
    String next = rest.size() > pageSize ? page.getLast().id() : null;
    List<ProviderUser> all = new ArrayList<>(page);
    all.addAll(repeated);
    return new Page(all, List.of(), clock.instant(), next);
  }

  @Override
  public OptionalLong count() {
    whileCounting.run();
    return OptionalLong.of(users.size());
  }

  @Override
  public PulledEvents pull(@Nullable String cursor) {
    return new NoAnswer("nothing to pull here");
  }

  @Override
  public List<Finding> check() {
    return List.of();
  }
}
