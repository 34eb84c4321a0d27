/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.sync;

import org.jspecify.annotations.NullMarked;
