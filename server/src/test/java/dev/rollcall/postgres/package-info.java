/// The thin layer over Postgres. Start reading at [TransactionTest].
@NullMarked
package dev.rollcall.postgres;

import org.jspecify.annotations.NullMarked;
