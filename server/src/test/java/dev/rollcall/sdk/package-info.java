/// The published SDKs, as applications install them, against a running server. Start reading at
/// [SdkTest] and [DriverTest]; what they do there stands in `src/test/js`.
@NullMarked
package dev.rollcall.sdk;

import org.jspecify.annotations.NullMarked;
