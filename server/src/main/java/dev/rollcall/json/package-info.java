/// A thin layer over Jackson: hostile JSON in, text that Postgres accepts out. Start reading at
/// [HostileJson].
@NullMarked
package dev.rollcall.json;

import org.jspecify.annotations.NullMarked;
