package dev.rollcall.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Where our own requests may not go. Addresses only: nothing here is looked up by name.
class EgressGuardTest {
  private static final EgressGuard OPERATORS = new EgressGuard(true);
  private static final EgressGuard ANYONES = new EgressGuard(false);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data",
        "https://169.254.0.1",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://2852039166/",
        "http://[::169.254.169.254]/",
        "http://[::ffff:0:169.254.169.254]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[2002:a9fe:a9fe::]/",
        "http://224.0.0.1/",
        "http://239.255.255.250/",
        "http://[ff02::1]/"
      })
  void link_local_addresses_are_never_called_whoever_set_the_url(String url) {
    String sentence = "link-local and multicast addresses are never called";

    assertRefused(OPERATORS, url, sentence);
    assertRefused(ANYONES, url.replace("http:", "https:"), sentence);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "0.0.0.0",
        "[::1]",
        "[::]",
        "[fc00::1]",
        "[fd12::1]",
        "[::ffff:10.0.0.1]",
        "[::ffff:7f00:1]",
        "[0:0:0:0:0:0:0:1]",
        "[fec0::1]",
        "2130706433",
        "0.1.2.3",
        "100.64.0.1",
        "100.127.255.254"
      })
  void private_addresses_are_called_only_where_the_operator_set_the_url(String host) {
    assertThatCode(() -> OPERATORS.check(URI.create("http://" + host + ":8080/")))
        .doesNotThrowAnyException();
    assertRefused(
        ANYONES,
        "https://" + host + ":8080/",
        "private addresses are only called where the operator set the URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "240.0.0.1",
        "255.255.255.255",
        "[64:ff9b::8.8.8.8]",
        "[64:ff9b::10.0.0.1]",
        "[64:ff9b:1::1]",
        "[2002:7f00:1::]",
        "[2002:808:808::1]",
        "[2001::1]",
        "[2001:db8::1]",
        "[3fff::1]",
        "[100::1]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[5f00::1]",
        "[4000::1]"
      })
  void reserved_and_translated_addresses_are_called_only_where_the_operator_set_the_url(
      String host) {
    assertThatCode(() -> OPERATORS.check(URI.create("http://" + host + "/")))
        .doesNotThrowAnyException();
    assertRefused(
        ANYONES,
        "https://" + host + "/",
        "reserved addresses are only called where the operator set the URL");
  }

  @Test
  void an_ipv4_address_in_the_long_form_of_some_resolvers_is_that_address() throws Exception {
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
    InetAddress[] answer = {Inet6Address.getByAddress("rebind.test", mapped, 0)};

    assertThatThrownBy(() -> ANYONES.check(answer))
        .hasMessage("private addresses are only called where the operator set the URL");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://8.8.8.8/",
        "https://[2001:4860:4860::8888]/",
        "https://100.63.255.255/",
        "https://100.128.0.1/",
        "https://172.32.0.1/",
        "https://[2600::1]/"
      })
  void public_addresses_are_called(String url) {
    assertThatCode(() -> ANYONES.check(URI.create(url))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://8.8.8.8/", "ftp://8.8.8.8/", "file:///etc/passwd", "//8.8.8.8/"})
  void anyone_s_url_must_be_https(String url) {
    assertRefused(ANYONES, url, "only https is allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://8.8.8.8/", "file:///etc/passwd", "jar:file:///x"})
  void the_operator_s_url_must_be_http(String url) {
    assertRefused(OPERATORS, url, "only https is allowed");
  }

  @ParameterizedTest
  @CsvSource({
    "https://user:canary@8.8.8.8/, https://8.8.8.8",
    "https://user:canary@my_host:80/, https://my_host:80",
    "https:opaque, https:"
  })
  void a_url_needs_a_host_and_no_user_information_and_that_is_not_quoted(String url, String where) {
    assertThatThrownBy(() -> OPERATORS.check(URI.create(url)))
        .isInstanceOf(HttpFailure.class)
        .hasMessageStartingWith(where)
        .hasMessageEndingWith(": the URL needs a host, and no user information")
        .message()
        .doesNotContain("canary", "user:");
  }

  @Test
  void a_name_that_is_nowhere_is_a_failure() {
    assertRefused(OPERATORS, "https://nowhere.invalid/", "the host's name could not be resolved");
  }

  @Test
  void networks_that_the_operator_named_are_called_by_https_and_their_neighbours_are_not() {
    EgressGuard guard =
        EgressGuard.naming(
            Networks.of("10.1.0.0/16, fd00:1::/32, 169.254.0.0/16"), "issuer_networks");

    for (String url :
        List.of("https://10.1.2.3/", "https://[::ffff:10.1.2.3]/", "https://[fd00:1::7]/")) {
      assertThatCode(() -> guard.check(URI.create(url))).doesNotThrowAnyException();
    }
    for (String url : List.of("https://10.2.0.1/", "https://127.0.0.1/", "https://[fd00:2::7]/")) {
      assertRefused(
          guard,
          url,
          "private addresses are only called where issuer_networks names their network");
    }
    assertRefused(guard, "http://10.1.2.3/", "only https is allowed");
    assertRefused(
        guard, "https://169.254.169.254/", "link-local and multicast addresses are never called");
  }

  private static void assertRefused(EgressGuard guard, String url, String sentence) {
    assertThatThrownBy(() -> guard.check(URI.create(url)))
        .isInstanceOf(HttpFailure.class)
        .hasMessageEndingWith(": " + sentence);
  }
}
