/// The published SDKs, as applications install them, against a running server. Start reading at
/// [SdkTest]; what they do there stands in `src/test/js/sdk/scenarios.mjs`.
@NullMarked
package dev.rollcall.sdk;

import org.jspecify.annotations.NullMarked;
