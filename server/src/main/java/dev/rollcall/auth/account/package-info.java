/// The accounts of the built-in provider: who they are, how they are reached, and the row of
/// `users_sync` that says the same in the same transaction. Start reading at [Accounts].
@NullMarked
package dev.rollcall.auth.account;

import org.jspecify.annotations.NullMarked;
