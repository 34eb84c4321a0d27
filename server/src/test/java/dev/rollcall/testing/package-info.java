/// Fixtures shared by all tests: a real Postgres, a clock that is moved by hand, providers we
/// control. Start reading at [PostgresExtension].
@NullMarked
package dev.rollcall.testing;

import org.jspecify.annotations.NullMarked;
