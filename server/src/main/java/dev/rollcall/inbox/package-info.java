/// What providers said, written down word for word before anything else happens. Start reading at
/// [Inbox].
@NullMarked
package dev.rollcall.inbox;

import org.jspecify.annotations.NullMarked;
