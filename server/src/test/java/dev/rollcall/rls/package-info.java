/// Row-level security on real servers, old and new, against documented policies, published vectors
/// and hostile SQL. Start reading at [HostileSqlTest].
@NullMarked
package dev.rollcall.rls;

import org.jspecify.annotations.NullMarked;
