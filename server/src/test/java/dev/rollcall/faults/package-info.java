/// What breaks in production, done on purpose to whole servers: `mvn verify -Pfaults`. Start
/// reading at [KillTest]; [Aftermath] says what must hold after each.
@NullMarked
package dev.rollcall.faults;

import org.jspecify.annotations.NullMarked;
