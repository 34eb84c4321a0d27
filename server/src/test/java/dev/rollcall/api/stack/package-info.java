/// Tests of the built-in provider's door. Start reading at [StackDoorTest].
@NullMarked
package dev.rollcall.api.stack;

import org.jspecify.annotations.NullMarked;
