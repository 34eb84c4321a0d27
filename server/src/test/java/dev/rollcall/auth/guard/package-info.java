/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.auth.guard;

import org.jspecify.annotations.NullMarked;
