package dev.rollcall.provider;

/// What a connector says of a webhook before anything is stored.
public sealed interface Verdict {

  /// The signature holds. `eventId` is the provider's id for this event, the same on every retry.
  record Genuine(String eventId) implements Verdict {}

  /// Not from the provider, or too old. `reason` is for our log and holds nothing of the request's;
  /// the caller learns only that it was refused.
  record Refused(String reason) implements Verdict {}
}
