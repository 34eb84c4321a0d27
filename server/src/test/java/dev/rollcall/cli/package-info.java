/// The command line, mostly against a server that really runs. Start reading at [CommandsTest].
@NullMarked
package dev.rollcall.cli;

import org.jspecify.annotations.NullMarked;
