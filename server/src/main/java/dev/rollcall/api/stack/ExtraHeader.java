package dev.rollcall.api.stack;

/// A header that one answer carries beyond what every answer does.
public record ExtraHeader(String name, String value) {}
