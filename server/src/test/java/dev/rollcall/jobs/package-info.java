/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.jobs;

import org.jspecify.annotations.NullMarked;
