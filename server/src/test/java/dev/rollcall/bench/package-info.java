/// Measurements. Each prints ratios within one run; none is a test that can fail by being slow. Run
/// them with `mvn verify -Pbench`; the figures go into `docs/benchmarks.md`.
@NullMarked
package dev.rollcall.bench;

import org.jspecify.annotations.NullMarked;
