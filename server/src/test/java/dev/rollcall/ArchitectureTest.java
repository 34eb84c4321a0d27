package dev.rollcall;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.constructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/// The map of the house: which room may use which. A new arrow is a change to this file, so it gets
/// discussed.
@AnalyzeClasses(packages = "dev.rollcall", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String BASE = "dev.rollcall";

  /// The floor of thin layers, each over one library; every room may use them.
  private static final Set<String> GROUND =
      Set.of(
          "postgres", "jobs", "secret", "http", "json", "mail", "config", "fail", "metrics", "tls");

  /// Arrows above the ground. A room that is not listed may use the ground only.
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("provider", Set.of()),
          Map.entry("provider.clerk", Set.of("provider")),
          Map.entry("provider.keycloak", Set.of("provider")),
          Map.entry("provider.mock", Set.of("provider")),
          Map.entry("provider.stack", Set.of("provider")),
          Map.entry("project", Set.of("provider")),
          Map.entry("inbox", Set.of("provider", "project")),
          Map.entry("feed", Set.of("project")),
          Map.entry("sync", Set.of("inbox", "feed", "provider", "project")),
          Map.entry("reconcile", Set.of("sync", "inbox", "feed", "provider", "project")),
          // The module for applications, with which the server verifies: it knows no room.
          Map.entry("jdbc", Set.of()),
          Map.entry("token", Set.of("project", "jdbc")),
          Map.entry("rls", Set.of("token", "project", "jdbc")),
          Map.entry("sqlhttp", Set.of("rls", "auth.guard", "token", "project", "jdbc")),
          Map.entry("doctor", Set.of("project")),
          Map.entry("auth.guard", Set.of("project")),
          Map.entry("auth.mail", Set.of("project")),
          Map.entry("auth.account", Set.of("sync", "feed", "provider", "project")),
          Map.entry("auth.password", Set.of("auth.account", "auth.guard", "project")),
          Map.entry("auth.session", Set.of("auth.account", "token", "project")),
          Map.entry(
              "auth.code",
              Set.of("auth.account", "auth.password", "auth.session", "auth.mail", "project")),
          Map.entry("api.webhook", Set.of("inbox", "provider", "project")),
          Map.entry(
              "api.neon",
              Set.of(
                  ("auth.account auth.guard auth.mail auth.password auth.session token"
                          + " inbox sync feed reconcile rls sqlhttp doctor provider project")
                      .split(" ", -1))),
          Map.entry("api.mock", Set.of("project")),
          Map.entry("api.sql", Set.of("sqlhttp")),
          Map.entry(
              "api.stack",
              Set.of(
                  ("auth.account auth.password auth.session auth.code auth.mail auth.guard"
                          + " token feed sync provider project")
                      .split(" ", -1))),
          Map.entry("cli", Set.of("app", "provider", "project")));

  // The rooms of the built-in provider (auth.*) stand on sync, so that an account and its row are
  // one transaction. Their doors are api.stack, for applications and users, and api.neon, for
  // whoever runs the server.

  /// What the ground may use of itself: settings and wire formats, nothing else.
  private static final Map<String, Set<String>> GROUND_MAY_USE =
      Map.of(
          "http", Set.of("json"),
          "config", Set.of("secret", "json", "http"),
          "mail", Set.of("secret"),
          "tls", Set.of("secret"),
          "jobs", Set.of("postgres"));

  @ArchTest
  static void rooms_use_only_the_rooms_on_the_map(JavaClasses all) {
    Map<String, String> found = new TreeMap<>();
    for (JavaClass from : all) {
      String here = room(from);
      from.getDirectDependenciesFromSelf()
          .forEach(dependency -> {
            String there = room(dependency.getTargetClass());
            if (!there.isEmpty() && !here.equals(there) && !mayUse(here, there)) {
              found.put(here + " -> " + there, dependency.getDescription());
            }
          });
    }
    assertThat(found).as("arrows that are not on the map, see MAY_USE").isEmpty();
  }

  private static boolean mayUse(String here, String there) {
    if (here.isEmpty()) {
      return there.equals("cli");
    }
    if (here.equals("app")) {
      return !there.equals("cli");
    }
    if (GROUND.contains(here)) {
      return GROUND_MAY_USE.getOrDefault(here, Set.of()).contains(there);
    }
    return GROUND.contains(there) || MAY_USE.getOrDefault(here, Set.of()).contains(there);
  }

  @ArchTest
  static final ArchRule only_the_app_knows_which_dialects_exist =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.rollcall.app..", "dev.rollcall.provider..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.rollcall.provider.*..")
          .because("a new provider must not be a change anywhere else");

  @ArchTest
  static final ArchRule time_is_asked_of_a_clock_we_were_given =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.rollcall.app..", "dev.rollcall.cli..")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .because("a test must be able to stop the clock; take an InstantSource");

  @ArchTest
  static final ArchRule chance_is_handed_in =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.rollcall.app..", "dev.rollcall.cli..")
          .should()
          .callConstructor(SecureRandom.class)
          .orShould()
          .callConstructor(Random.class)
          .because("a test must be able to decide it; take a RandomGenerator or SecureRandom");

  @ArchTest
  static final ArchRule nothing_static_changes =
      fields().that().areStatic().should().beFinal().because("two servers may share one process");

  @ArchTest
  static final ArchRule names_say_what_a_thing_is =
      noClasses()
          .should()
          .haveNameMatching(".*(Util|Utils|Helper|Manager|Impl)$")
          .because("such a name could hold anything; name the thing it does");

  @ArchTest
  static final ArchRule failures_have_a_name =
      noClasses()
          .that()
          .areNotAssignableTo(RuntimeException.class)
          .should()
          .callConstructor(RuntimeException.class, String.class)
          .orShould()
          .callConstructor(RuntimeException.class, String.class, Throwable.class)
          .because("whoever catches it must be able to tell it from others");

  @ArchTest
  static final ArchRule sql_stays_with_tables =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.rollcall.api..",
              "dev.rollcall.provider..",
              "dev.rollcall.http..",
              "dev.rollcall.json..")
          .should()
          .dependOnClassesThat(
              DescribedPredicate.describe(
                  "are of java.sql, but for the exception of a transaction that joins rooms",
                  type ->
                      type.getPackageName().startsWith("java.sql")
                          && !type.isEquivalentTo(SQLException.class)))
          .because("doors and dialects know rooms, not tables");

  @ArchTest
  static final ArchRule http_stays_at_the_doors =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "dev.rollcall.api..",
              "dev.rollcall.console..",
              "dev.rollcall.http..",
              "dev.rollcall.app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.helidon..")
          .because("nothing below the doors knows HTTP");

  @ArchTest
  static final ArchRule every_room_is_null_marked =
      classes()
          .that()
          .haveSimpleName("package-info")
          .should()
          .beAnnotatedWith(NullMarked.class)
          .because("nullness is the compiler's business");

  @ArchTest
  static final ArchRule only_the_command_line_prints =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.rollcall.cli..")
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .because("everything else logs");

  @ArchTest
  static final ArchRule no_constructor_is_long =
      constructors()
          .that()
          .areDeclaredInClassesThat(
              DescribedPredicate.describe("are no records", type -> !type.isRecord()))
          .should(
              new ArchCondition<JavaConstructor>("have at most 7 parameters") {
                @Override
                public void check(JavaConstructor constructor, ConditionEvents events) {
                  if (constructor.getRawParameterTypes().size() > 7) {
                    events.add(
                        SimpleConditionEvent.violated(constructor, constructor.getDescription()));
                  }
                }
              })
          .because("more collaborators than that are a second thing hiding in it");

  @Test
  void no_source_file_is_long() throws IOException {
    for (String module : List.of("server/src", "jdbc/src")) {
      try (Stream<Path> sources = Files.walk(Path.of(module))) {
        assertThat(sources.filter(path -> path.toString().endsWith(".java") && lines(path) > 300))
            .as("files of more than 300 lines: look for the second thing hiding in them")
            .isEmpty();
      }
    }
  }

  @Test
  void every_room_says_where_to_start_reading() throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("server/src/main/java"))) {
      assertThat(
              sources
                  .filter(path -> path.getFileName().toString().equals("package-info.java"))
                  .filter(path ->
                      !text(path).replaceAll("\\s+(///)?\\s*", " ").contains("tart reading")))
          .isEmpty();
    }
  }

  private static long lines(Path path) {
    return text(path).lines().count();
  }

  private static String text(Path path) {
    try {
      return Files.readString(path);
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    if (!name.startsWith(BASE + ".")) {
      return "";
    }
    String[] parts = name.substring(BASE.length() + 1).split("\\.", -1);
    boolean suite = Set.of("api", "auth", "provider").contains(parts[0]);
    return suite && parts.length > 1 ? parts[0] + "." + parts[1] : parts[0];
  }
}
