package dev.rollcall.provider;

/// An event as the inbox holds it.
///
/// @param eventId the provider's own id for it, the same on every delivery
/// @param payload the bytes as they arrived
public record StoredEvent(String eventId, byte[] payload) {}
