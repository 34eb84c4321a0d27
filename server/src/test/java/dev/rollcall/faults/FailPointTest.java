package dev.rollcall.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.fail.FailPoints;
import dev.rollcall.fail.FailPoints.Step;
import dev.rollcall.testing.HookReceiver;
import dev.rollcall.testing.RollcallClient;
import dev.rollcall.testing.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ends the process between each two steps of an event's way.
@Tag("faults")
class FailPointTest {
  private static final int KILLED = 137;
  private static final String UNSENT =
      "select message::text, '' from rollcall.webhook_delivery where state = 'waiting'";

  @Test
  void between_any_two_steps_a_server_may_end_and_nothing_is_lost_or_told_twice(
      @TempDir Path folder) throws Exception {
    Random chance = Dose.chance("FailPointTest");
    List<String> places = new ArrayList<>();
    for (Step step : Step.values()) {
      for (int i = 0; i < Dose.of(2, 20); i++) {
        places.add(step.name().toLowerCase(Locale.ROOT) + ":" + (1 + chance.nextInt(60)));
      }
    }
    Collections.shuffle(places, chance);
    try (TrueProvider provider = new TrueProvider(50);
        HookReceiver receiver = new HookReceiver();
        RunningServer server = RunningServer.start(folder);
        RollcallClient client = server.client()) {
      client.connect(provider.url(), TrueProvider.KEY);
      client.json(
          "POST",
          "/projects/default/webhooks",
          "{\"url\":\"%s\",\"event_types\":[\"user.deleted\"]}".formatted(receiver.url("/in")));
      Storm storm = new Storm(provider, List.of(client), chance);
      Blows blows = new Blows(provider, storm, server::superuser, chance, server);
      server.kill9();
      server.restartWith("rollcall.fail_at", places.getFirst());
      blows.await(() -> {
        for (String next : places.subList(1, places.size())) {
          assertThat(server.awaitEnd()).isEqualTo(KILLED);
          server.restartWith("rollcall.fail_at", next);
        }
        assertThat(server.awaitEnd()).isEqualTo(KILLED);
        server.restart();
      });

      blows.mustBeGood("ended between two steps, " + places.size() + " times", Duration.ofHours(2));
      Awaitility.await()
          .atMost(Duration.ofMinutes(2))
          .until(() -> Aftermath.pairs(server::superuser, UNSENT).isEmpty());
      Map<String, String> messages =
          Aftermath.pairs(server::superuser, "select id, '' from rollcall.webhook_message");
      Set<String> arrived =
          receiver.at("/in").stream()
              .map(one -> one.header("webhook-id"))
              .collect(Collectors.toSet());
      assertThat(arrived).as("one message a change").isEqualTo(messages.keySet()).isNotEmpty();
    }
  }

  @Test
  void without_the_property_nothing_ends() {
    assertThat(FailPoints.of(null)).isSameAs(FailPoints.NONE);
    for (Step step : Step.values()) {
      FailPoints.NONE.at(step);
    }
    assertThatThrownBy(() -> FailPoints.of("lunch:1")).isInstanceOf(IllegalArgumentException.class);
  }
}
