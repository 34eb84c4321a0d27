/// Keycloak's dialect. It sends no webhooks, so news comes from polling its two event logs, and
/// what an event is about is fetched. Start reading at [KeycloakConnector].
@NullMarked
package dev.rollcall.provider.keycloak;

import org.jspecify.annotations.NullMarked;
