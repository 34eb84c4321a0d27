/// What stands between strangers and accounts: limits, a lock that grows, and a record of what
/// happened. Start reading at [Limits].
@NullMarked
package dev.rollcall.auth.guard;

import org.jspecify.annotations.NullMarked;
