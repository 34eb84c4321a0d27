package dev.rollcall.provider.stack;

import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.provider.Connector;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.testing.FakeStack;
import dev.rollcall.testing.MovableClock;
import java.util.HashMap;
import java.util.Map;

/// Server users as Stack writes them, all 20 keys, and a connector that reads them.
final class StackUsers {
  static final long SIGNED_UP = 1_738_368_000_123L;

  private StackUsers() {}

  /// A connector for `stack`, with other settings where `changes` has them.
  static Connector connector(FakeStack stack, MovableClock clock, Map<String, String> changes) {
    Map<String, String> values = new HashMap<>();
    values.put("project_id", FakeStack.PROJECT);
    values.put("secret_server_key", FakeStack.KEY);
    values.put("api_url", stack.url());
    values.putAll(changes);
    return new StackDialect()
        .connector(
            new ProviderSettings(values), new HttpCaller(new EgressGuard(true), clock), clock);
  }

  static String id(int number) {
    return "00000000-0000-4000-8000-" + String.format("%012d", number);
  }

  static String json(String id) {
    return json(id, false);
  }

  static String json(String id, boolean anonymous) {
    return """
    {"id":"%s","primary_email":"ada@example.com","primary_email_verified":true,\
    "primary_email_auth_enabled":true,"display_name":"Ada","profile_image_url":null,\
    "signed_up_at_millis":%d,"last_active_at_millis":1738368000456,"client_metadata":{"a":1},\
    "client_read_only_metadata":null,"server_metadata":null,"has_password":true,\
    "otp_auth_enabled":false,"passkey_auth_enabled":false,"auth_with_email":true,\
    "requires_totp_mfa":false,"is_anonymous":%s,"oauth_providers":[{"id":"github",\
    "account_id":"583231","email":null}],"selected_team_id":null,"selected_team":null}\
    """
        .formatted(id, SIGNED_UP, anonymous);
  }
}
