/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.auth.mail;

import org.jspecify.annotations.NullMarked;
