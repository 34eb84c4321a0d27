/// `/mock/**`: the mock provider's own HTTP, for demos and tests. Start reading at [MockDoor].
@NullMarked
package dev.rollcall.api.mock;

import org.jspecify.annotations.NullMarked;
