package dev.rollcall.sync;

/// What is said of one user. The rule decides what becomes of it.
sealed interface Claim permits Upsert, Deletion {

  String userId();
}
