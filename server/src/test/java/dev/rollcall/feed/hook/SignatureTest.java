package dev.rollcall.feed.hook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.rollcall.feed.hook.Endpoints.Answer.Added;
import dev.rollcall.project.UsersTable;
import dev.rollcall.secret.Secret;
import dev.rollcall.testing.HookReceiver.Received;
import dev.rollcall.testing.PostgresExtension;
import dev.rollcall.testing.ProjectFixture;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Receivers verify with the libraries of Svix and Standard Webhooks. Those look at the real clock.
@Timeout(60)
class SignatureTest {
  private static final String IN = "/in";

  @RegisterExtension
  final PostgresExtension postgres =
      ProjectFixture.databases(new PostgresExtension(), UsersTable.USUAL);

  private HookFixture hooks;
  private Added added;

  @BeforeEach
  void start() {
    hooks = new HookFixture(postgres.database());
    hooks.sendsBy(postgres.database(), InstantSource.system());
    added = hooks.add(IN);
  }

  @AfterEach
  void stop() {
    hooks.close();
  }

  private Received sent(String user) {
    hooks.happens("changed " + user + " 1000 1000 Adá€\uD83D\uDE00");
    hooks.sendAll();
    return hooks.receiver.at(IN).getLast();
  }

  private static void verify(Secret secret, Received received) throws Exception {
    new com.svix.Webhook(secret.value()).verify(received.body(), received.headers());
    new com.standardwebhooks.Webhook(secret.value()).verify(received.body(), received.headers());
  }

  @Test
  void the_official_libraries_take_a_message_and_refuse_one_that_was_changed() {
    Received genuine = sent("u1");

    assertThatCode(() -> verify(added.secret(), genuine)).doesNotThrowAnyException();
    Received changed = new Received(IN, genuine.headers(), genuine.body().replace("u1@", "u2@"));
    assertThatThrownBy(() -> verify(added.secret(), changed))
        .hasMessageContaining("No matching signature");
    assertThatThrownBy(() ->
            new com.standardwebhooks.Webhook(added.secret().value())
                .verify(changed.body(), changed.headers()))
        .isInstanceOf(WebhookVerificationException.class);
    assertThat(genuine.header("svix-signature")).isEqualTo(genuine.header("webhook-signature"));
    assertThat(genuine.header("content-type")).isEqualTo("application/json");
  }

  @Test
  void after_a_change_of_the_secret_both_are_good_for_a_day_and_then_the_new_one_alone() {
    hooks.sendsBy(postgres.database(), hooks.clock);
    hooks.clock.advance(Duration.between(hooks.clock.instant(), InstantSource.system().instant()));
    Secret fresh = hooks.endpoints.rotate(added.endpoint().id()).orElseThrow();
    Received both = sent("u1");

    assertThat(fresh.value()).startsWith("whsec_").isNotEqualTo(added.secret().value());
    assertThat(both.header("svix-signature").split(" ")).hasSize(2);
    assertThatCode(() -> verify(fresh, both)).doesNotThrowAnyException();
    assertThatCode(() -> verify(added.secret(), both)).doesNotThrowAnyException();
    assertThat(hooks.endpoint().oldSecretUntil()).isNotNull();

    hooks.clock.advance(Endpoints.OLD_SECRET);
    assertThat(sent("u2").header("svix-signature").split(" ")).hasSize(1);
    assertThat(hooks.endpoints.rotate("ep_none")).isEmpty();
  }

  @Test
  void no_secret_is_in_the_database_or_in_what_is_shown_or_sent() {
    Secret fresh = hooks.endpoints.rotate(added.endpoint().id()).orElseThrow();
    Received received = sent("u1");
    String all =
        String.join(
                "\n",
                hooks.project.strings(
                    """
                    select t::text from rollcall.webhook_endpoint t
                    union all select t::text from rollcall.webhook_message t
                    union all select t::text from rollcall.webhook_delivery t
                    union all select t::text from rollcall.webhook_attempt t
                    """))
            + hooks.endpoints.list()
            + added
            + received.headers()
            + received.body();

    for (Secret secret : new Secret[] {added.secret(), fresh}) {
      String base64 = secret.value().substring("whsec_".length());
      assertThat(all)
          .doesNotContain(base64, HexFormat.of().formatHex(Base64.getDecoder().decode(base64)))
          .doesNotContain(HexFormat.of().formatHex(secret.value().getBytes(UTF_8)));
    }
  }
}
