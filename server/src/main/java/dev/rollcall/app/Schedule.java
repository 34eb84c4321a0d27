package dev.rollcall.app;

import dev.rollcall.fail.FailPoints;
import java.time.Duration;

/// How often things are done in a project, and where, in tests, the process ends.
///
/// @param rest when the project rests
record Schedule(Duration compareEvery, Duration keepEvents, Agenda.Pace rest, FailPoints fail) {}
