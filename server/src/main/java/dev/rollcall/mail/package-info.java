/// Sends one mail to one SMTP server, over Angus Mail. Start reading at [MailSender].
@NullMarked
package dev.rollcall.mail;

import org.jspecify.annotations.NullMarked;
