/// The mock provider over its own HTTP. Start reading at [MockDoorTest].
@NullMarked
package dev.rollcall.api.mock;

import org.jspecify.annotations.NullMarked;
