/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.json;

import org.jspecify.annotations.NullMarked;
