/// Keycloak's dialect, against a fake over HTTP and (slow) against the real server. Start reading
/// at [KeycloakConnectorTest].
@NullMarked
package dev.rollcall.provider.keycloak;

import org.jspecify.annotations.NullMarked;
