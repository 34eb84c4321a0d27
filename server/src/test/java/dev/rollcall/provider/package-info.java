/// What every connector must do, whatever its dialect. Start reading at [ConnectorContract].
@NullMarked
package dev.rollcall.provider;

import org.jspecify.annotations.NullMarked;
