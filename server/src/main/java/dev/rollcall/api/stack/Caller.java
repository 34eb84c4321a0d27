package dev.rollcall.api.stack;

import org.jspecify.annotations.Nullable;

/// Who sends a request: for which project, with which access, and as which user.
///
/// @param project null exactly where the access is NONE
/// @param user null where nobody is signed in
record Caller(Access access, @Nullable AuthProject project, @Nullable SignedIn user) {
  static final Caller NOBODY = new Caller(Access.NONE, null, null);
}
