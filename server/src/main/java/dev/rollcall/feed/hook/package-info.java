/// Outgoing webhooks: applications that are told of every change, signed, again and again until
/// they have it. Start reading at [Dispatcher]; messages come into being in Postgres, by a trigger
/// on the feed (`V0010__outgoing_webhooks.sql`).
@NullMarked
package dev.rollcall.feed.hook;

import org.jspecify.annotations.NullMarked;
