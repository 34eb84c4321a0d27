/// A thin layer over Helidon (requests in) and the JDK client (requests out, guarded). Start
/// reading at [HttpDoor] for the one and [HttpCaller] for the other.
@NullMarked
package dev.rollcall.http;

import org.jspecify.annotations.NullMarked;
