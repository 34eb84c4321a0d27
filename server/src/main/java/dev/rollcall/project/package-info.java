/// A project is one database, one auth provider and its keys. Start reading at [Projects].
@NullMarked
package dev.rollcall.project;

import org.jspecify.annotations.NullMarked;
