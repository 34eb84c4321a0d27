/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.feed;

import org.jspecify.annotations.NullMarked;
