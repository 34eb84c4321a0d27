package dev.rollcall.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.cli.Rollcall.Result;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class UsageTest {

  @Test
  void every_command_says_what_it_is_for() {
    List<String> silent = new ArrayList<>();
    Terminal terminal =
        Terminal.unattended(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            Reader.nullReader(),
            Map.of());

    collectSilent(RollcallCommand.commandLine(terminal), silent);

    assertThat(silent).isEmpty();
  }

  private static void collectSilent(CommandLine command, List<String> silent) {
    if (command.getCommandSpec().usageMessage().description().length == 0) {
      silent.add(command.getCommandSpec().qualifiedName());
    }
    command.getSubcommands().values().forEach(one -> collectSilent(one, silent));
  }

  @Test
  void a_secret_is_never_an_argument() {
    Result help = run("connect", "clerk", "--help");

    assertThat(help.out())
        .contains("--secret-key-file=FILE", "or the environment variable CLERK_SECRET_KEY")
        .doesNotContain("--secret-key=", "--secret-key ");
  }

  @Test
  void the_help_of_a_provider_teaches_by_example() {
    for (String provider : List.of("keycloak", "clerk", "stack", "mock")) {
      assertThat(run("connect", provider, "--help").out())
          .contains("Example", "rollcall connect " + provider);
    }
  }

  @Test
  void a_typing_error_brings_the_nearest_command() {
    Result result = run("stauts");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            """
            Unmatched argument at index 0: 'stauts'
            Did you mean: rollcall status or rollcall audit?
            """);
  }

  @Test
  void a_group_without_a_command_lists_its_commands() {
    Result result = run("user");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("Missing required subcommand", "list", "show");
  }

  @Test
  void without_a_server_the_status_is_3_and_other_commands_say_how_to_start_one(
      @TempDir Path folder) {
    Map<String, String> environment = Map.of("ROLLCALL_DATA", folder.toString());

    Result status = Rollcall.execute("", environment, "status");
    Result sync = Rollcall.execute("", environment, "sync");

    String sentence =
        "No Rollcall is running on the data folder %s. Start one with: rollcall up --data %s\n"
            .formatted(folder, folder);
    assertThat(status).isEqualTo(new Result(3, "", sentence));
    assertThat(sync).isEqualTo(new Result(1, "", sentence));
  }

  @Test
  void a_server_that_does_not_answer_is_no_server() {
    Map<String, String> environment =
        Map.of("ROLLCALL_URL", "http://127.0.0.1:1", "ROLLCALL_API_KEY", "rck_x");

    Result status = Rollcall.execute("", environment, "status");

    assertThat(status.code()).isEqualTo(3);
    assertThat(status.err()).startsWith("Nobody answers at http://127.0.0.1:1.");
  }

  private static Result run(String... arguments) {
    return Rollcall.execute("", Map.of(), arguments);
  }
}
