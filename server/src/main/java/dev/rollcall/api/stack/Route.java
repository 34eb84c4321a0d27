package dev.rollcall.api.stack;

/// Turns a request into an answer. A refusal may also be thrown, see [StackAnswer#refused].
@FunctionalInterface
public interface Route {
  StackAnswer answer(StackRequest request);
}
