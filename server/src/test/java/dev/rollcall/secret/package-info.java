/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.secret;

import org.jspecify.annotations.NullMarked;
