package dev.rollcall.project;

import dev.rollcall.json.Json;
import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.type.TypeReference;

/// The table `rollcall_control.key_set`: what is published at the JWKS URLs of other issuers, kept
/// so that a restart or another process need not ask again, and an outage there is none here.
public final class KeySets {
  private final Database control;

  public KeySets(Database control) {
    this.control = control;
  }

  /// [PublishedKeys#NONE] where nobody has looked yet.
  public PublishedKeys find(URI url) {
    return control
        .inTransaction(tx ->
            tx.one(
                """
                select keys, fetched_at, failed_at, failure, bound
                  from rollcall_control.key_set where jwks_url = ?
                """,
                row ->
                    new PublishedKeys(
                        row.getString("keys"),
                        Columns.time(row, "fetched_at"),
                        Columns.time(row, "failed_at"),
                        row.getString("failure"),
                        bound(Columns.text(row, "bound"))),
                url.toString()))
        .orElse(PublishedKeys.NONE);
  }

  /// Keeps a good set.
  ///
  /// @param bound the thumbprints of all keys that there ever were, by `kid`, the oldest first
  public void fetched(URI url, String keys, Map<String, String> bound, Instant at) {
    control.inTransaction(tx ->
        tx.update(
            """
            insert into rollcall_control.key_set as k (jwks_url, keys, fetched_at, bound)
            values (?, ?, ?, ?)
            on conflict (jwks_url) do update
               set keys = excluded.keys, fetched_at = excluded.fetched_at, bound = excluded.bound,
                   failed_at = null, failure = null
            """,
            url.toString(),
            keys,
            at,
            Json.MAPPER.writeValueAsString(bound)));
  }

  /// Notes that none could be had; the last good set stays.
  public void failed(URI url, String reason, Instant at) {
    control.inTransaction(tx ->
        tx.update(
            """
            insert into rollcall_control.key_set as k (jwks_url, failed_at, failure)
            values (?, ?, ?)
            on conflict (jwks_url) do update set failed_at = excluded.failed_at, failure = excluded.failure
            """,
            url.toString(),
            at,
            reason));
  }

  private static Map<String, String> bound(String json) {
    return Collections.unmodifiableMap(
        Json.MAPPER.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {}));
  }
}
