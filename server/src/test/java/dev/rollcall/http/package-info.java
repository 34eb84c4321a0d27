/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.http;

import org.jspecify.annotations.NullMarked;
