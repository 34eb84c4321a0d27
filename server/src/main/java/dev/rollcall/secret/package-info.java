/// The master key and what it encrypts; API keys and their hashes. Start reading at [Secrets].
@NullMarked
package dev.rollcall.secret;

import org.jspecify.annotations.NullMarked;
