package dev.rollcall.api.stack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The table of routes. A path is written as `/users/{user_id}`; where several match, the one with
/// the earliest literal segment counts.
public final class StackRoutes {
  private final List<Entry> entries = new ArrayList<>();

  record Entry(String method, List<String> pattern, Access least, Route route) {
    /// What the `{…}` stand for; empty if the path is another one.
    Optional<Map<String, String>> match(List<String> path) {
      if (path.size() != pattern.size()) {
        return Optional.empty();
      }
      Map<String, String> parameters = new HashMap<>();
      for (int at = 0; at < path.size(); at++) {
        String part = pattern.get(at);
        if (part.startsWith("{")) {
          parameters.put(part.substring(1, part.length() - 1), path.get(at));
        } else if (!part.equals(path.get(at))) {
          return Optional.empty();
        }
      }
      return Optional.of(parameters);
    }

    /// Sorts literal segments before parameters, the leftmost first.
    String precedence() {
      StringBuilder order = new StringBuilder();
      pattern.forEach(part -> order.append(part.startsWith("{") ? '1' : '0'));
      return order.toString();
    }
  }

  record Found(Entry entry, Map<String, String> parameters) {}

  public void get(String path, Access least, Route route) {
    add("GET", path, least, route);
  }

  public void post(String path, Access least, Route route) {
    add("POST", path, least, route);
  }

  public void put(String path, Access least, Route route) {
    add("PUT", path, least, route);
  }

  public void patch(String path, Access least, Route route) {
    add("PATCH", path, least, route);
  }

  public void delete(String path, Access least, Route route) {
    add("DELETE", path, least, route);
  }

  private void add(String method, String path, Access least, Route route) {
    List<String> pattern = segments(path);
    if (entries.stream()
        .anyMatch(entry -> entry.method().equals(method) && entry.pattern().equals(pattern))) {
      throw new IllegalArgumentException("There are two routes for " + method + " " + path);
    }
    entries.add(new Entry(method, pattern, least, route));
    entries.sort(Comparator.comparing(Entry::precedence));
  }

  /// HEAD is answered as GET is, without the body.
  Optional<Found> find(String method, List<String> path) {
    String wanted = method.equals("HEAD") ? "GET" : method;
    return entries.stream()
        .filter(entry -> entry.method().equals(wanted))
        .flatMap(
            entry -> entry.match(path).map(parameters -> new Found(entry, parameters)).stream())
        .findFirst();
  }

  /// The methods that the path has; none if there is no such path.
  Set<String> methodsAt(List<String> path) {
    Set<String> methods = new TreeSet<>();
    entries.stream()
        .filter(entry -> entry.match(path).isPresent())
        .forEach(entry -> methods.add(entry.method()));
    return methods;
  }

  static List<String> segments(String path) {
    return List.of(path.split("/", -1)).stream().filter(part -> !part.isEmpty()).toList();
  }
}
