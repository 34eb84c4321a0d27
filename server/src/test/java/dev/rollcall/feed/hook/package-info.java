/// What receivers of outgoing webhooks can rely on. Start reading at [DeliveryTest].
@NullMarked
package dev.rollcall.feed.hook;

import org.jspecify.annotations.NullMarked;
