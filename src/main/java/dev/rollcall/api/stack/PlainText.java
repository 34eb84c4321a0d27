package dev.rollcall.api.stack;

/// An answer in plain text: a greeting, or an error without a code.
public record PlainText(int status, String text) implements StackAnswer {}
