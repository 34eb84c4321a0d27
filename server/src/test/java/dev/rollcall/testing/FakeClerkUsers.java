package dev.rollcall.testing;

import dev.rollcall.json.Json;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The users of a [FakeClerk], as whole user objects of Clerk's description, oldest first.
final class FakeClerkUsers {
  private static final String EMPTY =
      """
      {"object": "user", "external_id": null, "primary_email_address_id": null,
       "primary_phone_number_id": null, "primary_web3_wallet_id": null, "username": null,
       "first_name": null, "last_name": null, "locale": "en-US",
       "profile_image_url": "https://www.gravatar.com/avatar?d=mp",
       "image_url": "https://img.clerk.com/eyJ0eXBlIjoiZGVmYXVsdCJ9", "has_image": false,
       "public_metadata": {}, "private_metadata": {}, "unsafe_metadata": {},
       "email_addresses": [], "phone_numbers": [], "web3_wallets": [], "passkeys": [],
       "password_enabled": false, "two_factor_enabled": false, "totp_enabled": false,
       "backup_code_enabled": false, "mfa_enabled_at": null, "mfa_disabled_at": null,
       "password_last_updated_at": null, "external_accounts": [], "saml_accounts": [],
       "enterprise_accounts": [], "last_sign_in_at": null, "banned": false, "locked": false,
       "deprovisioned": false, "lockout_expires_in_seconds": null,
       "verification_attempts_remaining": 100, "delete_self_enabled": true,
       "create_organization_enabled": true, "create_organizations_limit": null,
       "last_active_at": null, "legal_accepted_at": null, "bypass_client_trust": false}
      """;

  private final InstantSource clock;
  private final List<ObjectNode> users = new ArrayList<>();
  private int born;

  FakeClerkUsers(InstantSource clock) {
    this.clock = clock;
  }

  /// @param request the body of `POST /users`
  synchronized ObjectNode create(JsonNode request) {
    long now = clock.instant().toEpochMilli();
    ObjectNode user = (ObjectNode) Json.MAPPER.readTree(EMPTY);
    String number = "%06d".formatted(++born);
    user.put("id", "user_2rollcallFakeClerk00" + number);
    user.put("password_enabled", request.hasNonNull("password"));
    user.put("created_at", now);
    user.put("updated_at", now);
    int i = 0;
    for (JsonNode address : request.path("email_address")) {
      String id = "idn_2rollcallFakeClerk" + (char) ('a' + i++) + number;
      user.withArray("email_addresses").add(email(id, address.stringValue(), now));
      if (i == 1) {
        user.put("primary_email_address_id", id);
      }
    }
    change(user, request);
    users.add(user);
    return user.deepCopy();
  }

  private static ObjectNode email(String id, String address, long now) {
    ObjectNode email = Json.MAPPER.createObjectNode();
    email.put("id", id).put("object", "email_address").put("email_address", address);
    email.put("reserved", false).put("matches_sso_connection", false);
    email
        .putObject("verification")
        .put("object", "verification_admin")
        .put("status", "verified")
        .put("strategy", "admin")
        .putNull("attempts")
        .putNull("expire_at");
    email.putArray("linked_to");
    return email.put("created_at", now).put("updated_at", now);
  }

  private static void change(ObjectNode user, JsonNode request) {
    for (String key :
        List.of(
            "external_id",
            "first_name",
            "last_name",
            "username",
            "locale",
            "primary_email_address_id",
            "public_metadata",
            "private_metadata",
            "unsafe_metadata",
            "delete_self_enabled",
            "banned")) {
      if (request.has(key)) {
        user.set(key, request.get(key));
      }
    }
  }

  /// @param request the body of `PATCH /users/{id}`
  Optional<ObjectNode> update(String id, JsonNode request) {
    return update(id, user -> change(user, request));
  }

  /// Every change gets a time of its own, even while the clock stands still.
  synchronized Optional<ObjectNode> update(String id, Consumer<ObjectNode> change) {
    Optional<ObjectNode> user = users.stream().filter(has(id)).findFirst();
    user.ifPresent(found -> {
      long last = found.get("updated_at").longValue();
      found.put("updated_at", Math.max(clock.instant().toEpochMilli(), last + 1));
      change.accept(found);
    });
    return user.map(ObjectNode::deepCopy);
  }

  synchronized boolean delete(String id) {
    return users.removeIf(has(id));
  }

  synchronized Optional<ObjectNode> find(String id) {
    return users.stream().filter(has(id)).findFirst().map(ObjectNode::deepCopy);
  }

  synchronized boolean isTaken(String address) {
    return users.stream()
        .flatMap(user -> user.get("email_addresses").valueStream())
        .anyMatch(email -> email.path("email_address").stringValue("").equals(address));
  }

  synchronized int count() {
    return users.size();
  }

  /// All users by `key`, those of the same value in the order of their birth.
  synchronized List<ObjectNode> sorted(String key, boolean descending) {
    List<ObjectNode> sorted = new ArrayList<>(users);
    sorted.sort(Comparator.comparing(user -> sortKey(user.path(key))));
    return (descending ? sorted.reversed() : sorted).stream().map(ObjectNode::deepCopy).toList();
  }

  private static String sortKey(JsonNode value) {
    return value.isNumber() ? "%020d".formatted(value.longValue()) : value.stringValue("");
  }

  private static java.util.function.Predicate<ObjectNode> has(String id) {
    return user -> user.get("id").stringValue().equals(id);
  }
}
