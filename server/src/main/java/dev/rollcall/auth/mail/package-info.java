/// The mails that the built-in provider writes: their words, and their way out. Start reading at
/// [Outbox].
@NullMarked
package dev.rollcall.auth.mail;

import org.jspecify.annotations.NullMarked;
