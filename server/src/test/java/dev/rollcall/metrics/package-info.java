/// The meters by themselves. Start reading at [MetersTest].
@NullMarked
package dev.rollcall.metrics;

import org.jspecify.annotations.NullMarked;
