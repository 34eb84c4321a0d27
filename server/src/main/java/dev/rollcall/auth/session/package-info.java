/// Who is signed in at the built-in provider, by which refresh token, and the access tokens that
/// come of it. Start reading at [Sessions].
@NullMarked
package dev.rollcall.auth.session;

import org.jspecify.annotations.NullMarked;
