package dev.rollcall.auth.account;

import dev.rollcall.json.Json;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Which projects a user of the project `internal` manages: `managedProjectIds` in the server's
/// metadata.
public final class ManagedProjects {
  private static final String KEY = "managedProjectIds";

  private ManagedProjects() {}

  public static List<String> of(Account account) {
    List<String> ids = new ArrayList<>();
    for (JsonNode id : account.metadata().server().path(KEY)) {
      if (id.isString()) {
        ids.add(id.stringValue());
      }
    }
    return ids;
  }

  /// The server's metadata with one more project in it.
  public static ObjectNode with(Account account, String projectId) {
    ObjectNode metadata =
        account.metadata().server() instanceof ObjectNode there
            ? there.deepCopy()
            : Json.MAPPER.createObjectNode();
    ArrayNode ids = metadata.putArray(KEY);
    of(account).forEach(ids::add);
    ids.add(projectId);
    return metadata;
  }
}
