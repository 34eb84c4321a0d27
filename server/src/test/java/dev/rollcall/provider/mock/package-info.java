/// The connector for the mock provider, against a real one.
@NullMarked
package dev.rollcall.provider.mock;

import org.jspecify.annotations.NullMarked;
