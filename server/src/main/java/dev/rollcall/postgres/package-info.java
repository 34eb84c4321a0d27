/// A thin layer over pgjdbc and HikariCP: transactions, parameters, and what a failure means. Start
/// reading at [Database]; nothing here knows what Rollcall is for.
@NullMarked
package dev.rollcall.postgres;

import org.jspecify.annotations.NullMarked;
