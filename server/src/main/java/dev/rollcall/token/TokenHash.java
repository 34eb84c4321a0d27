package dev.rollcall.token;

import dev.rollcall.project.ProjectId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A token as it is remembered: by its project and its SHA-256, never by its text.
record TokenHash(ProjectId project, ByteBuffer hash) {

  static TokenHash of(ProjectId project, String token) {
    try {
      return new TokenHash(
          project,
          ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8))));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
