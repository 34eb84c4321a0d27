/// The dialect of the mock provider, which this server can run itself: for demos, tests and
/// documentation. Start reading at [MockDialect].
@NullMarked
package dev.rollcall.provider.mock;

import org.jspecify.annotations.NullMarked;
