/// SQL over HTTP: runs a caller's own SQL as the role that the caller may take, on connections that
/// nothing of one request survives. Start reading at [SqlEndpoint].
@NullMarked
package dev.rollcall.sqlhttp;

import org.jspecify.annotations.NullMarked;
