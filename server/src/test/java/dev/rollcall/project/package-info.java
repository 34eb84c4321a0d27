/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.project;

import org.jspecify.annotations.NullMarked;
