/// `POST /sql`: the protocol of `@neondatabase/serverless`. Start reading at [SqlDoor].
@NullMarked
package dev.rollcall.api.sql;

import org.jspecify.annotations.NullMarked;
