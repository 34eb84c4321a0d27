/// `/api/v2/**`: the management API, in the shapes of Neon's, and what is ours in the same style.
/// Start reading at [ManagementDoor].
@NullMarked
package dev.rollcall.api.neon;

import org.jspecify.annotations.NullMarked;
