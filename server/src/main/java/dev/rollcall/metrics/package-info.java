/// Counts, times and gauges, and how Prometheus reads them. Start reading at [Meters]; nothing else
/// knows Micrometer.
@NullMarked
package dev.rollcall.metrics;

import org.jspecify.annotations.NullMarked;
