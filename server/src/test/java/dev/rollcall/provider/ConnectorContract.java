package dev.rollcall.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rollcall.provider.ProviderEvent.NotAboutUsers;
import dev.rollcall.provider.ProviderEvent.UserChanged;
import dev.rollcall.provider.ProviderEvent.UserDeleted;
import dev.rollcall.provider.ProviderEvent.UserTouched;
import dev.rollcall.provider.ProviderEvent.UsersTouched;
import dev.rollcall.provider.Verdict.Genuine;
import dev.rollcall.provider.Verdict.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every connector does, whatever its dialect. A connector's test extends this and says how
/// its provider would sign and write.
public abstract class ConnectorContract {
  private static final String USER = "5b6f1a3e-6f0e-4f0c-9d2b-0a8a3c1f7d11";

  /// The connector under test, on a clock that shows [#now].
  protected abstract Connector connector();

  protected abstract Instant now();

  /// `body` as the provider would send it; empty for a provider without webhooks.
  protected abstract Optional<Webhook> signed(String eventId, byte[] body, Instant at);

  /// What the provider writes of each kind of event about this user.
  protected abstract List<byte[]> eventsAbout(String userId);

  /// An event of a type that the connector does not know.
  protected abstract byte[] eventOfUnknownType();

  @Test
  void a_genuine_webhook_is_known_by_its_event_id_on_every_delivery() {
    Webhook first = webhook(now());
    Webhook again = webhook(now().minusSeconds(60));

    assertThat(connector().verify(first)).isEqualTo(new Genuine("evt_1"));
    assertThat(connector().verify(again)).isEqualTo(new Genuine("evt_1"));
  }

  @Test
  void a_webhook_whose_body_was_changed_is_refused() {
    Webhook genuine = webhook(now());
    byte[] changed = genuine.body().clone();
    changed[changed.length - 2] ^= 1;

    assertThat(connector().verify(new Webhook(genuine.headers(), changed)))
        .isInstanceOf(Refused.class);
  }

  @Test
  void a_webhook_without_any_one_of_its_headers_is_refused() {
    Webhook genuine = webhook(now());

    for (String name : genuine.headers().keySet()) {
      Map<String, String> fewer = new HashMap<>(genuine.headers());
      fewer.remove(name);
      assertThat(connector().verify(new Webhook(fewer, genuine.body())))
          .as("without " + name)
          .isInstanceOf(Refused.class);
    }
  }

  @Test
  void a_webhook_is_refused_more_than_five_minutes_before_or_after_it_was_sent() {
    Duration limit = Duration.ofMinutes(5);

    assertThat(connector().verify(webhook(now().minus(limit)))).isInstanceOf(Genuine.class);
    assertThat(connector().verify(webhook(now().plus(limit)))).isInstanceOf(Genuine.class);
    assertThat(connector().verify(webhook(now().minus(limit).minusSeconds(1))))
        .isInstanceOf(Refused.class);
    assertThat(connector().verify(webhook(now().plus(limit).plusSeconds(1))))
        .isInstanceOf(Refused.class);
  }

  @Test
  void every_kind_of_user_event_names_its_user() {
    for (byte[] body : eventsAbout(USER)) {
      assertThat(userOf(connector().read(new StoredEvent("evt_1", body))))
          .as(new String(body, UTF_8))
          .isEqualTo(USER);
    }
  }

  @Test
  void an_event_of_an_unknown_type_is_not_about_users() {
    assertThat(connector().read(new StoredEvent("evt_1", eventOfUnknownType())))
        .isInstanceOf(NotAboutUsers.class);
  }

  @Test
  void hostile_payloads_are_read_or_called_unreadable_and_nothing_else() {
    for (byte[] hostile : HostilePayloads.from(eventsAbout(USER))) {
      assertThatCode(
              () -> {
                try {
                  connector().read(new StoredEvent("evt_1", hostile));
                } catch (UnreadablePayloadException unreadable) {
                  assertThat(unreadable).hasMessageNotContaining("\u0000");
                }
              })
          .as(HostilePayloads.shorten(hostile))
          .doesNotThrowAnyException();
    }
  }

  private Webhook webhook(Instant at) {
    Optional<Webhook> webhook = signed("evt_1", eventsAbout(USER).getFirst(), at);
    assumeTrue(webhook.isPresent(), "this provider sends no webhooks");
    return webhook.orElseThrow();
  }

  private static String userOf(ProviderEvent event) {
    return switch (event) {
      case UserChanged(var user, _) -> user.id();
      case UserDeleted(var id, _) -> id;
      case UserTouched(var id, _) -> id;
      case UsersTouched(var scope) -> "scope " + scope;
      case NotAboutUsers(var type) -> "not about users: " + type;
    };
  }
}
