package dev.rollcall.api.neon;

import static dev.rollcall.api.neon.ManagementDoor.answering;

import dev.rollcall.auth.account.AccountImport;
import dev.rollcall.auth.account.MovingUser;
import dev.rollcall.auth.guard.AuditKind;
import dev.rollcall.auth.guard.AuditNote;
import dev.rollcall.http.JsonAnswer;
import dev.rollcall.http.RequestBody;
import dev.rollcall.json.HostileJson;
import dev.rollcall.json.HostileJsonException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `/projects/{project}/auth/users/import`: users who move in from elsewhere, many at a time. Each
/// that cannot be taken is told with the reason, and holds up no other.
public final class ImportRoutes implements ManagementRoutes {
  private static final int MAX_BODY = 16 << 20;
  private static final int MOST_USERS = 5_000;

  private final AccountRooms.Finder projects;

  public ImportRoutes(AccountRooms.Finder projects) {
    this.projects = projects;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.post(AccountRoutes.USERS + "/import", answering(this::take));
  }

  private JsonAnswer take(ServerRequest request) {
    JsonNode users = users(request);
    AccountRooms rooms = AccountRoutes.rooms(request, projects);
    Instant now = rooms.clock().instant();
    List<AccountImport.Refused> unreadable = new ArrayList<>();
    List<MovingUser> readable = new ArrayList<>();
    for (int index = 0; index < users.size(); index++) {
      try {
        readable.add(MovingUser.read(index, users.get(index), now));
      } catch (IllegalArgumentException mistake) {
        unreadable.add(new AccountImport.Refused(index, String.valueOf(mistake.getMessage())));
      }
    }
    AccountImport.Outcome outcome =
        rooms
            .database()
            .inTransaction(tx -> {
              AccountImport.Outcome done = rooms.imports().take(tx, readable, now);
              if (done.imported() + done.updated() > 0) {
                rooms
                    .guard()
                    .note(
                        tx,
                        AuditNote.of(AuditKind.USERS_IMPORTED)
                            .with("imported", String.valueOf(done.imported()))
                            .with("updated", String.valueOf(done.updated())));
              }
              return done;
            });
    List<AccountImport.Refused> refused = new ArrayList<>(unreadable);
    refused.addAll(outcome.refused());
    refused.sort(Comparator.comparing(AccountImport.Refused::index));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("imported", outcome.imported());
    view.put("updated", outcome.updated());
    view.put("unchanged", outcome.unchanged());
    view.put("refused", refused.stream().map(ImportRoutes::view).toList());
    return JsonAnswer.ok(view);
  }

  private static JsonNode users(ServerRequest request) {
    @Nullable JsonNode users;
    try {
      users =
          HostileJson.sanitize(HostileJson.read(RequestBody.bytes(request, MAX_BODY)).tree())
              .tree()
              .get("users");
    } catch (HostileJsonException unreadable) {
      throw Problem.refusal(request, ErrorCode.INVALID_VALUE, unreadable.getMessage() + ".");
    }
    if (users == null || !users.isArray() || users.size() > MOST_USERS) {
      throw Problem.refusal(
          request,
          ErrorCode.INVALID_VALUE,
          "The body needs users: a list of at most " + MOST_USERS + " of them.");
    }
    return users;
  }

  private static Map<String, Object> view(AccountImport.Refused refused) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("index", refused.index());
    view.put("reason", refused.reason());
    return view;
  }
}
