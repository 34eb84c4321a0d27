/// Rollcall keeps the users of an application's auth provider in the application's own Postgres.
/// Start reading at [Main], or at `dev.rollcall.app.App` for what there is.
@NullMarked
package dev.rollcall;

import org.jspecify.annotations.NullMarked;
