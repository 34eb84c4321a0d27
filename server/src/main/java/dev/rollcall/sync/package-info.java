/// Inbox entries become rows of `neon_auth.users_sync`; nothing else writes that table. Start
/// reading at [Applier].
@NullMarked
package dev.rollcall.sync;

import org.jspecify.annotations.NullMarked;
