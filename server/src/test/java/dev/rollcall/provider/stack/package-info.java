/// The connector for Stack Auth, against a server that answers as Stack does.
@NullMarked
package dev.rollcall.provider.stack;

import org.jspecify.annotations.NullMarked;
