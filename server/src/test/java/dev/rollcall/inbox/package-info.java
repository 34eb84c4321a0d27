/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.inbox;

import org.jspecify.annotations.NullMarked;
