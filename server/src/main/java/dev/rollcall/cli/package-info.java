/// The command line. One class a command; every one of them talks to a running server over HTTP,
/// save `up`, which is the server. Start reading at [RollcallCommand].
@NullMarked
package dev.rollcall.cli;

import org.jspecify.annotations.NullMarked;
