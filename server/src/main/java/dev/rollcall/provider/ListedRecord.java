package dev.rollcall.provider;

import dev.rollcall.json.HostileJson;
import dev.rollcall.json.JsonItems;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// One user of a listing, perhaps not read yet.
public sealed interface ListedRecord {

  /// The user's id; null where only reading can tell.
  @Nullable String id();

  /// Adds all that [#read] goes by. Two records of which it adds the same are read as the same.
  void addTo(MessageDigest digest);

  /// @throws UnreadablePayloadException if it cannot be read
  ProviderUser read();

  /// A record that is read already.
  record Read(ProviderUser user) implements ListedRecord {
    @Override
    public String id() {
      return user.id();
    }

    @Override
    public void addTo(MessageDigest digest) {
      digest.update(bytes(user.createdAt() + " " + user.version() + " "));
      digest.update(bytes(user.rawJson()));
    }

    @Override
    public ProviderUser read() {
      return user;
    }
  }

  /// A record as the provider sent it.
  ///
  /// @param reader makes a user of it, and looks at nothing else
  record Raw(JsonItems.Item item, Function<JsonNode, ProviderUser> reader) implements ListedRecord {
    @Override
    public @Nullable String id() {
      String id = item.id();
      return id != null && HostileJson.sanitize(id).equals(id) ? id : null;
    }

    @Override
    public void addTo(MessageDigest digest) {
      digest.update(item.source(), item.from(), item.length());
    }

    @Override
    public ProviderUser read() {
      try {
        return reader.apply(item.read());
      } catch (JacksonException notJson) {
        throw new UnreadablePayloadException("The record is not JSON that can be read");
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
