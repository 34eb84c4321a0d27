package dev.rollcall.api.mock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.RunningMock;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A mock that was told to misbehave.
class MockBehaviourTest {
  private final RunningMock mock = new RunningMock(new MovableClock());

  @BeforeEach
  void start() {
    mock.create("ada");
  }

  @AfterEach
  void stop() {
    mock.close();
  }

  @Test
  void it_refuses_slows_down_and_fails() {
    assertThat(behaving("401").statusCode()).isEqualTo(401);
    assertThat(behaving("429").headers().firstValue("retry-after")).hasValue("1");
    assertThat(behaving("500").statusCode()).isEqualTo(500);
  }

  @Test
  void it_sends_what_is_not_json() {
    assertThat(behaving("html").body()).startsWith("<!doctype html>");
    assertThat(behaving("truncated").body())
        .startsWith("{\"users\":[{\"id\":\"ada\"")
        .doesNotEndWith("}");
  }

  @Test
  void it_lists_nobody_and_still_finds_everybody() {
    assertThat(behaving("empty").body()).isEqualTo("{\"users\":[],\"next\":null}");
    assertThat(mock.call("GET", "/users/count").body()).isEqualTo("{\"count\":0}");
    assertThat(mock.call("GET", "/users/ada").statusCode()).isEqualTo(200);
  }

  @Test
  void it_has_lost_everybody() {
    assertThat(behaving("not_found").body()).isEqualTo("{\"users\":[],\"next\":null}");
    assertThat(mock.call("GET", "/users/ada").body()).startsWith("{\"code\":\"user_not_found\"");
  }

  @Test
  void it_can_be_changed_meanwhile_and_recovers() {
    mock.behave("500");

    mock.create("eve");
    mock.behave("ok");

    assertThat(mock.json("/users/count").path("count").intValue()).isEqualTo(2);
  }

  private HttpResponse<String> behaving(String mode) {
    mock.behave(mode);
    return mock.call("GET", "/users");
  }
}
