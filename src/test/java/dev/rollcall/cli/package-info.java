/// Tests of the room `cli`.
@NullMarked
package dev.rollcall.cli;

import org.jspecify.annotations.NullMarked;
