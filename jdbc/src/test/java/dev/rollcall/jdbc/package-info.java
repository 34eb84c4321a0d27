/// Tests of the module for applications.
@NullMarked
package dev.rollcall.jdbc;

import org.jspecify.annotations.NullMarked;
