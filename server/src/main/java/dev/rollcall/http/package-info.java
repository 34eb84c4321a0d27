/// A thin layer over Helidon (requests in) and two clients (requests out, guarded). Start reading
/// at [HttpDoor] for the one and at [HttpCaller] for the other; where others set the URL, at
/// [PinnedCaller].
@NullMarked
package dev.rollcall.http;

import org.jspecify.annotations.NullMarked;
