/// Places at which a test may end the process. Start reading at [FailPoints].
@NullMarked
package dev.rollcall.fail;

import org.jspecify.annotations.NullMarked;
