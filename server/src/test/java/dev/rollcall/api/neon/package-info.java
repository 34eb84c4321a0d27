/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.api.neon;

import org.jspecify.annotations.NullMarked;
