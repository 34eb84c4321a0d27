/// Clerk's connector against a Clerk of our own on loopback. Start reading at [ClerkConnectorTest].
@NullMarked
package dev.rollcall.provider.clerk;

import org.jspecify.annotations.NullMarked;
