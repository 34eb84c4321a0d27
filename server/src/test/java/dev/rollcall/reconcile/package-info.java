/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.reconcile;

import org.jspecify.annotations.NullMarked;
