package dev.rollcall.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a mail may hold.
class MailValuesTest {
  private static final MailAddress ADA = MailAddress.of("ada@example.com");

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nBcc: eve@example.com", "a\nb", "a\rb", "a\0b", "a\u0085b"})
  void a_line_break_in_a_header_is_refused(String text) {
    assertThatThrownBy(() -> new Mail(ADA, ADA, text, "", null, Map.of()))
        .hasMessage("The subject holds a line break or a control character");
    assertThatThrownBy(() -> new MailAddress(text, "ada@example.com"))
        .hasMessage("The name of 'ada@example.com' holds a line break or a control character");
    assertThatThrownBy(() -> new Mail(ADA, ADA, "", "", null, Map.of("X-Note", text)))
        .hasMessage("The header 'X-Note' holds a line break or a control character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"X: y", "Bcc", "content-type", "", "X Note"})
  void a_header_that_would_change_where_the_mail_goes_or_what_it_is_cannot_be_given(String name) {
    assertThatThrownBy(() -> new Mail(ADA, ADA, "", "", null, Map.of(name, "y")))
        .hasMessage("Not a header that can be given: '" + name + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "@example.com",
        "ada@",
        "a da@example.com",
        "ada@example.com>",
        "ada@example.com,eve@example.com",
        "ada@example.com\r\nRCPT TO:<eve@example.com>",
        "ada@eve@example.com"
      })
  void what_is_no_address_is_refused(String text) {
    assertThatThrownBy(() -> MailAddress.of(text))
        .hasMessage("Not an e-mail address: '" + text + "'");
  }

  @Test
  void a_name_is_quoted_as_people_write_it() {
    assertThat(ADA).hasToString("<ada@example.com>");
    assertThat(new MailAddress("The \"A\" team", "a@example.com"))
        .hasToString("\"The \\\"A\\\" team\" <a@example.com>");
  }

  @Test
  void port_465_is_encrypted_from_the_first_byte_and_others_where_offered() {
    assertThat(SmtpServer.Tls.usual(465)).isEqualTo(SmtpServer.Tls.IMPLICIT);
    assertThat(SmtpServer.Tls.usual(587)).isEqualTo(SmtpServer.Tls.OFFERED);
  }
}
