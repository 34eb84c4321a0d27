/// Tests of a whole server.
@NullMarked
package dev.rollcall.app;

import org.jspecify.annotations.NullMarked;
