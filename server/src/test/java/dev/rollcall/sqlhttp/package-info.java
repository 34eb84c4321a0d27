/// Tests of SQL over HTTP. Start reading at [SharedConnectionTest].
@NullMarked
package dev.rollcall.sqlhttp;

import org.jspecify.annotations.NullMarked;
