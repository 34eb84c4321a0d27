/// Clerk: webhooks signed by Svix, and its Backend API for everything else. Start reading at
/// [ClerkDialect].
@NullMarked
package dev.rollcall.provider.clerk;

import org.jspecify.annotations.NullMarked;
