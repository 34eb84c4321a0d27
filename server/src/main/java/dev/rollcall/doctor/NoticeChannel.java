package dev.rollcall.doctor;

import java.util.Optional;

/// A way in which somebody is told of an incident.
public interface NoticeChannel {

  /// Stable: what was told is noted under it.
  String name();

  /// Tells of its beginning or its end. Told twice, since we died in between, it can be seen to be
  /// the same.
  ///
  /// @return why it could not be told; empty where it was
  Optional<String> tell(Incident incident);
}
