/// The words every auth provider shares: a user, an event about a user, a webhook, a listing. Each
/// provider has a package of its own below this one, a dialect, and is known to the rest only as a
/// [Connector]. Start reading there.
@NullMarked
package dev.rollcall.provider;

import org.jspecify.annotations.NullMarked;
