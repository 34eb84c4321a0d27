package dev.rollcall.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// With `-Drollcall.docs.write=true` the page is written anew instead.
class ConfigurationDocTest {
  private static final Path PAGE = Path.of("docs/configuration.md");

  @Test
  void the_page_says_what_the_code_does() throws IOException {
    if (Boolean.getBoolean("rollcall.docs.write")) {
      Files.writeString(PAGE, ConfigurationDoc.render());
    }

    assertThat(Files.readString(PAGE))
        .as("docs/configuration.md; write it anew with -Drollcall.docs.write=true")
        .isEqualTo(ConfigurationDoc.render());
  }
}
