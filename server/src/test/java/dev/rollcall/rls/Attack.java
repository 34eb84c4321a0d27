package dev.rollcall.rls;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One entry of the catalogue `attacks.txt`.
///
/// @param weakness with which it succeeds
record Attack(String name, Weakened weakness, List<Turn> turns) {
  /// Who acts in a turn.
  enum Actor {
    MALLORY,
    VICTIM,
    NOBODY,
    ANEW,
    ELSEWHERE,
    SESSION
  }

  /// One request, or with [Actor#ANEW] a new connection and then one.
  record Turn(Actor actor, List<String> statements) {}

  @Override
  public String toString() {
    return name;
  }

  static List<Attack> catalogue() {
    try (InputStream file = Attack.class.getResourceAsStream("attacks.txt")) {
      if (file == null) {
        throw new IllegalStateException("attacks.txt is not there");
      }
      return parse(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<Attack> parse(String text) {
    List<Attack> found = new ArrayList<>();
    List<Turn> turns = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.startsWith("-- ")) {
        String[] parts = line.substring(3).split(" \\| ", 2);
        turns = new ArrayList<>();
        found.add(
            new Attack(
                parts[0],
                Weakened.valueOf(parts[1].toUpperCase(Locale.ROOT).replace('-', '_')),
                turns));
      } else if (line.startsWith("@")) {
        String actor = line.substring(1).toUpperCase(Locale.ROOT);
        turns.add(
            new Turn(
                actor.equals("NEXT") ? Actor.MALLORY : Actor.valueOf(actor), new ArrayList<>()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        if (turns.isEmpty()) {
          turns.add(new Turn(Actor.MALLORY, new ArrayList<>()));
        }
        List<String> statements = turns.getLast().statements();
        if (line.startsWith(" ")) {
          statements.add(statements.removeLast() + "\n" + line.strip());
        } else {
          statements.add(line);
        }
      }
    }
    return found;
  }
}
