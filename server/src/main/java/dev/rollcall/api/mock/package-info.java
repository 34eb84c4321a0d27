/// The mock provider: an auth provider in memory, with its own HTTP, for demos, tests and
/// documentation. Off unless asked for. Start reading at [MockDoor], then [MockProvider].
@NullMarked
package dev.rollcall.api.mock;

import org.jspecify.annotations.NullMarked;
