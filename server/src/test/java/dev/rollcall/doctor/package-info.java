/// The doctor and his checks. Start reading at [DoctorTest].
@NullMarked
package dev.rollcall.doctor;

import org.jspecify.annotations.NullMarked;
