/// The composition root: ordinary constructor calls from top to bottom, then start and stop. Start
/// reading at [App].
@NullMarked
package dev.rollcall.app;

import org.jspecify.annotations.NullMarked;
