/// Settings from flags, the environment and a file. Start reading at [SettingsTest].
@NullMarked
package dev.rollcall.config;

import org.jspecify.annotations.NullMarked;
