package dev.rollcall.feed;

/// What a change says. The wire names are stored, and shown by the API; they are only ever added
/// to.
public enum ChangeType {
  CREATED("user.created"),
  UPDATED("user.updated"),
  DELETED("user.deleted"),
  /// So much changed at once that a follower should read the whole table anew.
  RESYNC("resync");

  private final String wireName;

  ChangeType(String wireName) {
    this.wireName = wireName;
  }

  public String wireName() {
    return wireName;
  }
}
