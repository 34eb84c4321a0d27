package dev.rollcall.auth.password;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The 10,000 most common passwords that are long enough to be taken. Read when the first password
/// is looked up, as many servers never see one.
public final class CommonPasswords {
  private static final String LIST = "common-passwords.txt";

  private final ReentrantLock reading = new ReentrantLock();
  private volatile @Nullable Set<String> list;

  /// Whatever its case.
  public boolean contains(String password) {
    return list()
        .contains(Normalizer.normalize(password, Normalizer.Form.NFC).toLowerCase(Locale.ROOT));
  }

  int size() {
    return list().size();
  }

  private Set<String> list() {
    Set<String> known = list;
    if (known != null) {
      return known;
    }
    reading.lock();
    try {
      known = list;
      if (known == null) {
        known = read();
        list = known;
      }
      return known;
    } finally {
      reading.unlock();
    }
  }

  private static Set<String> read() {
    InputStream resource = CommonPasswords.class.getResourceAsStream(LIST);
    if (resource == null) {
      throw new IllegalStateException("The jar lacks " + LIST);
    }
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      // The first lines say where the list is from; no password in it begins like them.
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
