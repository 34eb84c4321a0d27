/// Passwords: what one must look like, and how it is kept. Start reading at [PasswordHasher].
@NullMarked
package dev.rollcall.auth.password;

import org.jspecify.annotations.NullMarked;
