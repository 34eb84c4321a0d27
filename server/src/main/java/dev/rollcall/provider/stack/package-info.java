/// Stack Auth's dialect, hosted or self-hosted: webhooks signed by Svix, which are hints, and users
/// that are fetched. Start reading at [StackDialect], then `StackConnector`.
@NullMarked
package dev.rollcall.provider.stack;

import org.jspecify.annotations.NullMarked;
