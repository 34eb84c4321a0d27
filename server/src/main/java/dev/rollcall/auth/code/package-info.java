/// Codes sent by mail, which prove that somebody reads it: for signing in, for verifying an
/// address, for a new password. Start reading at [Codes].
@NullMarked
package dev.rollcall.auth.code;

import org.jspecify.annotations.NullMarked;
