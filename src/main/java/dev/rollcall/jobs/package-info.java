/// Recurring jobs that one of all running servers does at a time, over db-scheduler. Start reading
/// at [Jobs].
@NullMarked
package dev.rollcall.jobs;

import org.jspecify.annotations.NullMarked;
