/// Work that only one of all running servers may do at a time. Start reading at [Leases]; [Servers]
/// says which of them live.
@NullMarked
package dev.rollcall.jobs;

import org.jspecify.annotations.NullMarked;
