/// Tests of the room of the same name.
@NullMarked
package dev.rollcall.api.webhook;

import org.jspecify.annotations.NullMarked;
