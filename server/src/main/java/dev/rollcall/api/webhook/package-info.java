/// `POST /webhooks/{project}`: verify, write down, answer. Start reading at [WebhookDoor].
@NullMarked
package dev.rollcall.api.webhook;

import org.jspecify.annotations.NullMarked;
