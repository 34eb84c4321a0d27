package dev.rollcall.sync;

import dev.rollcall.inbox.Entry;
import dev.rollcall.inbox.Lookup;
import dev.rollcall.inbox.Outcome;
import dev.rollcall.inbox.Settled;
import dev.rollcall.json.HostileJson;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderEvent;
import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.ProviderEvent.UsersTouched;
import dev.rollcall.provider.ProviderUser;
import dev.rollcall.provider.UnreadablePayloadException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an entry turned out to be, once it was read.
sealed interface Reading {

  /// Something to apply by the rule.
  record Claimed(ClaimedEntry entry) implements Reading {}

  /// The provider must be asked first.
  record NeedsLookup(long number, Lookup.Kind kind, String target) implements Reading {}

  /// Nothing to apply.
  record Done(Settled settled) implements Reading {}

  /// How far a provider's time may be ahead of ours before we rather believe that it is wrong.
  Duration TOLERATED_FUTURE = Duration.ofDays(1);

  static Reading of(Entry entry, Connector connector) {
    ProviderEvent event;
    try {
      event = connector.read(entry.event());
    } catch (UnreadablePayloadException unreadable) {
      return quarantined(entry, null, "The payload could not be read: " + unreadable.getMessage());
    } catch (RuntimeException mistake) {
      // A mistake of ours in reading one payload must not hold up the others.
      return quarantined(
          entry,
          null,
          "Rollcall failed to read the payload, which is a mistake in Rollcall: '"
              + quote(mistake.toString())
              + "'. Replay the event once that is mended");
    }
    return of(entry, event);
  }

  /// What is quoted of a provider in a reason, in characters.
  int LONGEST_QUOTE = 200;

  private static Reading of(Entry entry, ProviderEvent event) {
    return switch (event) {
      case UserChanged(var user, var fetched) -> changed(entry, user, fetched);
      case UserDeleted(var userId, _) when !isStorable(userId) -> notStorable(entry);
      case UserTouched(var userId, _) when !isStorable(userId) -> notStorable(entry);
      case UsersTouched(var scope) when !isStorable(scope) -> notStorable(entry);
      case UserDeleted(var userId, var at) ->
          isTooFarAhead(entry, at)
              ? tooFarAhead(entry, userId, at)
              : new Claimed(
                  new ClaimedEntry(entry.number(), new Deletion(userId, at, false, true)));
      case UserTouched(var userId, var deletion) ->
          new NeedsLookup(
              entry.number(), deletion ? Lookup.Kind.DELETED_USER : Lookup.Kind.USER, userId);
      case UsersTouched(var scope) -> new NeedsLookup(entry.number(), Lookup.Kind.SCOPE, scope);
      case NotAboutUsers(var type) ->
          new Done(
              new Settled(
                  entry.number(),
                  Outcome.IGNORED,
                  null,
                  "Not about a user: '" + quote(type) + "'"));
    };
  }

  private static Reading changed(Entry entry, ProviderUser user, boolean fetched) {
    Instant version = user.version();
    if (version == null) {
      return new NeedsLookup(entry.number(), Lookup.Kind.USER, user.id());
    }
    if (isTooFarAhead(entry, version)) {
      return tooFarAhead(entry, user.id(), version);
    }
    return new Claimed(new ClaimedEntry(entry.number(), Upsert.fromEvent(user, version, fetched)));
  }

  private static boolean isTooFarAhead(Entry entry, Instant at) {
    return at.isAfter(entry.receivedAt().plus(TOLERATED_FUTURE));
  }

  private static Reading tooFarAhead(Entry entry, String userId, Instant at) {
    return quarantined(
        entry,
        userId,
        "The event says "
            + at
            + ", more than a day after it was received. Were it applied, nothing later could change"
            + " the row any more. Replay it once that time has come, or let a comparison set the row"
            + " right");
  }

  /// Whether Postgres can hold it as the id of a user.
  static boolean isStorable(String id) {
    return !id.isBlank()
        && id.getBytes(StandardCharsets.UTF_8).length <= ProviderUser.MAX_ID_BYTES
        && HostileJson.sanitize(id).equals(id);
  }

  private static Reading notStorable(Entry entry) {
    return quarantined(
        entry,
        null,
        "The id of its user is empty, longer than "
            + ProviderUser.MAX_ID_BYTES
            + " bytes, or holds a character that Postgres cannot store");
  }

  private static String quote(String text) {
    String clean = HostileJson.sanitize(text);
    return clean.length() > LONGEST_QUOTE ? clean.substring(0, LONGEST_QUOTE) + "..." : clean;
  }

  private static Reading quarantined(Entry entry, @Nullable String userId, String reason) {
    return new Done(new Settled(entry.number(), Outcome.QUARANTINED, userId, reason));
  }
}
