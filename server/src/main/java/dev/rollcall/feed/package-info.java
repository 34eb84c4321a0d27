/// What changed in `users_sync`, in commit order, for anyone who follows. Start reading at
/// [ChangeFeed].
@NullMarked
package dev.rollcall.feed;

import org.jspecify.annotations.NullMarked;
