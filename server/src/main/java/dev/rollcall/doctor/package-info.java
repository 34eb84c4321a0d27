/// What is wrong, or could be better, and what to do about it. Start reading at [Doctor].
@NullMarked
package dev.rollcall.doctor;

import org.jspecify.annotations.NullMarked;
