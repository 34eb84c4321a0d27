package dev.rollcall.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.http.CallWatch;
import dev.rollcall.http.EgressGuard;
import dev.rollcall.http.HttpCaller;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderId;
import dev.rollcall.provider.ProviderSettings;
import dev.rollcall.testing.MovableClock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectorsTest {
  private static final UsersTable UUIDS = new UsersTable("neon_auth", UsersTable.IdType.UUID);

  private final MovableClock clock = new MovableClock();
  private final Connectors connectors =
      new Connectors(
          Dialects.all(),
          new HttpCaller(new EgressGuard(true), clock),
          clock,
          (_, _) -> CallWatch.NOBODY);

  @Test
  void a_project_with_uuids_takes_only_providers_whose_ids_are_uuids() {
    assertThatThrownBy(() -> connectors.checkIds(new ProviderId("clerk"), UUIDS))
        .hasMessage(
            "The ids of clerk are no UUIDs, and this project's users_sync has ids of that type."
                + " Make another project without --id-type uuid, and connect that one");
    assertThatCode(
            () -> {
              connectors.checkIds(new ProviderId("keycloak"), UUIDS);
              connectors.checkIds(new ProviderId("clerk"), UsersTable.USUAL);
            })
        .doesNotThrowAnyException();
  }

  @Test
  void all_mistakes_in_the_settings_are_named_at_once() {
    assertThatThrownBy(() ->
            connectors.connector(
                App.DEFAULT,
                new ProviderId("stack"),
                new ProviderSettings(Map.of("colour", "red"))))
        .hasMessageContainingAll("'project_id'", "'secret_server_key'", "'colour'");
  }

  @Test
  void an_unknown_provider_is_told_which_are_known() {
    assertThatThrownBy(() ->
            connectors.connector(
                App.DEFAULT, new ProviderId("okta"), new ProviderSettings(Map.of())))
        .hasMessage(
            "There is no provider 'okta'. Known are: keycloak, clerk, stack, built_in, mock");
  }
}
