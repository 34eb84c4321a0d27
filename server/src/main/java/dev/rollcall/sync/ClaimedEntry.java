package dev.rollcall.sync;

/// A claim, and the inbox entry that made it.
record ClaimedEntry(long number, Claim claim) {}
