/// The one comparison of the provider's listing with the table: first copy, periodic check and
/// repair. Start reading at [Reconciler].
@NullMarked
package dev.rollcall.reconcile;

import org.jspecify.annotations.NullMarked;
