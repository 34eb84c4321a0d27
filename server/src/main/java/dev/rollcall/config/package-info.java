/// What the operator decided, read once at start: flag over environment over file over default.
/// Start reading at [Config]; rooms get the values they need, never the whole of it.
@NullMarked
package dev.rollcall.config;

import org.jspecify.annotations.NullMarked;
