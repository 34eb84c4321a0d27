package dev.rollcall.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Where requests come from.
class TrustedProxiesTest {
  private static final TrustedProxies OURS = TrustedProxies.of("10.0.0.0/8, fd00::/8,192.0.2.1");

  @Test
  void what_a_proxy_of_ours_says_is_believed() {
    assertThat(OURS.client("10.1.2.3", List.of("203.0.113.7"))).isEqualTo("203.0.113.7");
    assertThat(OURS.client("192.0.2.1", List.of("203.0.113.7:50123"))).isEqualTo("203.0.113.7");
    assertThat(OURS.client("fd00:0:0:0:0:0:0:1", List.of("[2001:db8::7]:443")))
        .isEqualTo("2001:db8:0:0:0:0:0:7");
  }

  @Test
  void what_others_say_is_not() {
    assertThat(OURS.client("198.51.100.1", List.of("203.0.113.7"))).isEqualTo("198.51.100.1");
    assertThat(TrustedProxies.NONE.client("127.0.0.1", List.of("203.0.113.7")))
        .isEqualTo("127.0.0.1");
  }

  @Test
  void what_the_client_itself_put_before_it_is_left_alone() {
    assertThat(OURS.client("10.1.2.3", List.of("1.1.1.1, 203.0.113.7", "10.9.9.9")))
        .isEqualTo("203.0.113.7");
    assertThat(OURS.client("10.1.2.3", List.of("10.0.0.1, unknown"))).isEqualTo("10.1.2.3");
    assertThat(OURS.client("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
  }

  @Test
  void what_is_no_network_is_refused() {
    assertThatThrownBy(() -> TrustedProxies.of("10.0.0.0/8, proxy.example.com"))
        .hasMessage(
            "'proxy.example.com' is no network; use addresses and networks such as 10.0.0.0/8");
    assertThatThrownBy(() -> TrustedProxies.of("10.0.0.0/33")).hasMessageContaining("no network");
    assertThatThrownBy(() -> TrustedProxies.of("10.0.0.0/x")).hasMessageContaining("no network");
  }
}
