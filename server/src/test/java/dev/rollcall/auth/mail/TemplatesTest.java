package dev.rollcall.auth.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The words of the mails.
class TemplatesTest {
  private static final String LINK = "https://app.example/handler?code=abc&next=%2F$1";
  private static final LetterValues VALUES =
      new LetterValues("Tom & \"Ann's\" <shop>", "ada@example.com", "Ada", LINK, "AB12CD");

  @TempDir Path folder;

  @Test
  void subjects_say_what_the_mail_is_for() {
    Templates templates = Templates.builtIn();
    LetterValues values = new LetterValues("Shop", "ada@example.com", null, LINK, "AB12CD");

    assertThat(templates.write(MailKind.EMAIL_VERIFICATION, values).subject())
        .isEqualTo("Verify your email at Shop");
    assertThat(templates.write(MailKind.PASSWORD_RESET, values).subject())
        .isEqualTo("Reset your password at Shop");
    assertThat(templates.write(MailKind.SIGN_IN_CODE, values).subject())
        .isEqualTo("Sign in to Shop: Your code is AB12CD");
  }

  @ParameterizedTest
  @EnumSource
  void the_link_stands_on_a_line_of_its_own_and_behind_the_button(MailKind kind) {
    Letter letter = Templates.builtIn().write(kind, VALUES);

    assertThat(letter.text().lines()).contains(LINK);
    assertThat(letter.html())
        .containsOnlyOnce(
            "href=\"" + LINK.replace("&", "&amp;") + "\" style=\"display:inline-block")
        .contains(">" + LINK.replace("&", "&amp;") + "</a>")
        .doesNotContain("<img", "{{");
  }

  @Test
  void the_code_is_the_only_line_that_looks_like_one() {
    Letter letter = Templates.builtIn().write(MailKind.SIGN_IN_CODE, VALUES);

    assertThat(letter.text().lines().filter(line -> line.matches("[A-Z0-9]{6}")))
        .containsExactly("AB12CD");
    assertThat(letter.html()).contains(">AB12CD<");
  }

  @ParameterizedTest
  @EnumSource
  void values_are_escaped_in_html_and_nowhere_else(MailKind kind) {
    Letter letter = Templates.builtIn().write(kind, VALUES);

    assertThat(letter.html())
        .contains("Tom &amp; &quot;Ann&#39;s&quot; &lt;shop&gt;")
        .doesNotContain("<shop>");
    assertThat(letter.subject()).contains("Tom & \"Ann's\" <shop>");
    assertThat(letter.text()).contains("Tom & \"Ann's\" <shop>");
  }

  @ParameterizedTest
  @EnumSource
  void the_templates_that_come_with_it_obey_the_rules_for_all(MailKind kind) throws IOException {
    Files.writeString(folder.resolve(kind.wireName() + ".txt"), source(kind, "txt"));
    Files.writeString(folder.resolve(kind.wireName() + ".html"), source(kind, "html"));
    Files.writeString(folder.resolve(kind.wireName() + ".subject"), source(kind, "subject"));

    assertThat(Templates.load(folder).write(kind, VALUES))
        .isEqualTo(Templates.builtIn().write(kind, VALUES));
  }

  @Test
  void a_name_is_one_short_line_whatever_its_owner_wrote() {
    Letter letter =
        Templates.builtIn()
            .write(
                MailKind.PASSWORD_RESET,
                new LetterValues(
                    "Shop\r\nBcc: eve@example.com\u202E" + "x".repeat(200),
                    "a@b.c",
                    null,
                    LINK,
                    null));

    assertThat(letter.subject())
        .startsWith("Reset your password at Shop Bcc: eve@example.com x")
        .endsWith("x…")
        .hasSizeLessThan(130);
  }

  @ParameterizedTest
  @ValueSource(strings = {"javascript:alert(1)", "https://a.example/\nAB12CD", "ftp://a", "", "/x"})
  void what_is_no_link_is_not_mailed(String link) {
    assertThatThrownBy(() -> new LetterValues("Shop", "a@b.c", null, link, null))
        .hasMessage("The link is not one that can be mailed");
  }

  @Test
  void a_file_of_ones_own_stands_in_for_ours() throws IOException {
    Files.writeString(folder.resolve("password_reset.subject"), "{{name}}, dein Passwort\n");
    Files.writeString(folder.resolve("sign_in_code.txt"), "Hallo {{name}}\r\n{{link}}\r\n{{code}}");
    Files.writeString(folder.resolve(".notes.swp"), "");

    Templates templates = Templates.load(folder);

    assertThat(templates.replaced()).containsExactly("password_reset.subject", "sign_in_code.txt");
    Letter reset = templates.write(MailKind.PASSWORD_RESET, VALUES);
    assertThat(reset.subject()).isEqualTo("Ada, dein Passwort");
    assertThat(reset.text()).startsWith("Reset your password at");
    assertThat(templates.write(MailKind.SIGN_IN_CODE, VALUES).text())
        .isEqualTo("Hallo Ada\r\n" + LINK + "\r\nAB12CD");
  }

  @Test
  void all_that_is_wrong_with_the_files_is_said_at_once() throws IOException {
    Files.writeString(folder.resolve("email_verification.html"), "<p>{{lnk}} {{code}}</p>");
    Files.writeString(folder.resolve("password_reset.subject"), "one\ntwo");
    Files.writeString(folder.resolve("pasword_reset.txt"), "{{link}}");
    Files.writeString(folder.resolve("sign_in_code.txt"), "Code: {{code}}\n{{link}}\n{{name");
    Files.write(folder.resolve("password_reset.txt"), new byte[] {(byte) 0xFF, '{'});

    assertThatThrownBy(() -> Templates.load(folder))
        .isInstanceOf(TemplateException.class)
        .hasMessage(
            """
            The mail templates in %s cannot be used:
              email_verification.html: the placeholder '{{lnk}}' is not known here
              email_verification.html: the placeholder '{{code}}' is not known here
              email_verification.html: {{link}} is missing
              password_reset.subject: a subject is exactly one line
              password_reset.txt: it cannot be read as UTF-8 (java.nio.charset.MalformedInputException: Input length = 1)
              pasword_reset.txt: there is no such template; there are email_verification.html, \
            email_verification.subject, email_verification.txt, password_reset.html, \
            password_reset.subject, password_reset.txt, sign_in_code.html, sign_in_code.subject, \
            sign_in_code.txt
              sign_in_code.txt: '{{' begins a placeholder that does not end
              sign_in_code.txt: {{code}} is missing on a line of its own\
            """
                .formatted(folder));
  }

  @Test
  void a_folder_that_is_not_there_replaces_nothing() {
    assertThat(Templates.load(folder.resolve("none")).replaced()).isEmpty();
  }

  private static String source(MailKind kind, String extension) throws IOException {
    return Files.readString(
        Path.of(
            "server/src/main/resources/dev/rollcall/auth/mail/templates",
            kind.wireName() + "." + extension));
  }
}
