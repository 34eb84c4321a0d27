package dev.rollcall.sync;

import dev.rollcall.project.UsersTable;

/// The sync rule as SQL. The state of a user is two maxima, the best record by (born, version,
/// rank, payload) and the latest deletion, so any order and any duplication end in the same row;
/// alive means born after the last deletion.
///
/// Never `insert ... on conflict do update` on this table: with a generated key that takes the
/// strongest row lock, and waits for every open transaction that refers to the user. Instead rows
/// that are there are locked in a way that references do not notice, and those that cannot be
/// locked at once are left for later.
final class RuleSql {
  final String lock;
  final String live;
  final String dead;
  final String erased;
  final String insertClaims;
  final String updateClaims;
  final String insertStaged;
  final String updateStaged;
  final String deleteKnown;
  final String deleteUnknown;
  final String deleteGone;
  final String note;
  final String hold;

  /// The first key of the advisory locks that stand for users who have no row yet.
  private static final int NEW_USERS = 0x726f6c6c; // "roll"

  /// The second key of the one that a page of a listing shares with other pages, and an erasure has
  /// for itself. The others are less than that.
  private static final int LISTED = 256;

  static final String MERGE_PAGE =
      "select true from pg_advisory_xact_lock_shared(%d, %d)".formatted(NEW_USERS, LISTED);
  static final String KEEP_PAGES_OUT =
      "select true from pg_advisory_xact_lock(%d, %d)".formatted(NEW_USERS, LISTED);

  private static final String CLAIMS =
      """
      select c.id::text as id, c.born, c.version, c.versioned, c.fetched, c.raw_json::jsonb as raw_json
        from unnest(?, ?, ?, ?, ?, ?) as c (id, born, version, versioned, fetched, raw_json)\
      """;

  private static final String STAGED =
      """
      select id, born, version, versioned, true as fetched, raw_json from rollcall.staged_user\
      """;

  RuleSql(UsersTable table) {
    this.lock =
        fill(
            table,
            """
            with asked as (select distinct unnest(?::ID_TYPE[]) as id),
                 there as (select u.id from USERS_SYNC u join asked using (id)),
                 locked as (select id from USERS_SYNC where id in (select id from there)
                             order by id for no key update skip locked),
                 missing as (select id, hashtext(id::text) & 255 as bucket from asked
                              where id not in (select id from there)),
                 ours as (select bucket from (select distinct bucket from missing) b
                           where pg_try_advisory_xact_lock(NEW_USERS, bucket))
            select id::text from there where id not in (select id from locked)
            union all
            select id::text from missing where bucket not in (select bucket from ours)
            """);
    this.live =
        fill(
            table,
            "select id::text from USERS_SYNC where id = any (?::ID_TYPE[]) and deleted_at is null");
    this.dead =
        fill(
            table,
            """
            select a.id
              from unnest(?) as a (id)
              left join USERS_SYNC u on u.id = a.id::ID_TYPE
             where u.deleted_at is not null
                or u.id is null and exists (select from rollcall.tombstone t where t.id = a.id)
            """);
    this.erased = "select id from rollcall.tombstone where id = any (?) and reason = 'erased'";
    this.insertClaims = insert(table, CLAIMS);
    this.updateClaims = update(table, CLAIMS);
    this.insertStaged = insert(table, STAGED);
    this.updateStaged = update(table, STAGED);
    this.deleteKnown =
        fill(
            table,
            """
            update USERS_SYNC u
               set deleted_at = d.stamp
              from (select u.id,
                           greatest(d.at, case when d.confirmed
                                               then coalesce(u.updated_at, u.created_at) end)
                             as stamp
                      from unnest(?, ?, ?) as d (id, at, confirmed)
                      join USERS_SYNC u on u.id = d.id::ID_TYPE) d
             where u.id = d.id
               and d.stamp > coalesce(u.deleted_at, '-infinity')
               and d.stamp >= coalesce(u.created_at, '-infinity')
            returning u.id::text
            """);
    this.deleteUnknown =
        fill(
            table,
            """
            insert into USERS_SYNC (raw_json, deleted_at)
            select jsonb_build_object('id', d.id), d.at
              from unnest(?, ?) as d (id, at)
             where not exists (select from USERS_SYNC u where u.id = d.id::ID_TYPE)
               and not exists (select from rollcall.tombstone t where t.id = d.id)
             order by d.id
            on conflict (id) do nothing
            returning id::text
            """);
    this.note =
        fill(
            table,
            """
            update USERS_SYNC set raw_json = jsonb_set(raw_json, ?, to_jsonb(?::bigint), false)
             where id = ?::ID_TYPE and deleted_at is null
            """);
    this.hold = fill(table, "select 1 from USERS_SYNC where id = ?::ID_TYPE for no key update");
    this.deleteGone =
        """
        update rollcall.tombstone t
           set dead = d.at, reason = case when t.reason = 'erased' then 'erased' else 'removed' end
          from unnest(?, ?) as d (id, at)
         where t.id = d.id
           and d.at > coalesce(t.dead, '-infinity')
           and d.at >= coalesce(t.born, '-infinity')
        """;
  }

  private static String insert(UsersTable table, String source) {
    return fill(
        table,
        """
        insert into USERS_SYNC (raw_json, updated_at)
        select s.raw_json, case when s.versioned then nullif(s.version, s.born) end
          from (SOURCE) s
         where not exists (select from USERS_SYNC u where u.id = s.id::ID_TYPE)
           and not exists (
             select from rollcall.tombstone t
              where t.id = s.id
                and (coalesce(s.born, '-infinity') <= t.dead
                     or t.reason = 'erased'
                        and coalesce(s.born, '-infinity') <= coalesce(t.born, '-infinity')
                     or t.reason = 'sql'
                        and coalesce(s.born, '-infinity') <= coalesce(t.born, '-infinity')
                        and (s.version <= coalesce(t.version, '-infinity')
                             or md5(s.raw_json::text) = t.payload_hash)))
         order by s.id
        on conflict (id) do nothing
        returning id::text
        """
            .replace("SOURCE", source));
  }

  private static String update(UsersTable table, String source) {
    return fill(
        table,
        """
        update USERS_SYNC u
           set raw_json = s.raw_json,
               updated_at = case
                 when s.versioned then nullif(s.version, s.born)
                 when s.born > coalesce(u.created_at, '-infinity') then null
                 else s.version end,
               deleted_at = case when s.born > u.deleted_at then null else u.deleted_at end
          from (SOURCE) s
         where u.id = s.id::ID_TYPE
           and (u.deleted_at is null
                or not exists (select from rollcall.tombstone t
                                where t.id = s.id and t.reason = 'erased'
                                  and coalesce(s.born, '-infinity') <= greatest(t.dead, t.born)))
           and case
             when coalesce(s.born, '-infinity') <> coalesce(u.created_at, '-infinity')
               then coalesce(s.born, '-infinity') > coalesce(u.created_at, '-infinity')
             when s.versioned
              and s.version <> coalesce(u.updated_at, u.created_at, '-infinity')
               then s.version > coalesce(u.updated_at, u.created_at, '-infinity')
             when u.raw_json = s.raw_json
               then false
             when s.versioned and s.fetched
               then true
             when s.versioned
               then md5(s.raw_json::text) > md5(u.raw_json::text)
                    and exists (select from rollcall.unconfirmed c where c.id = s.id)
             else s.version > coalesce(u.updated_at, u.created_at, '-infinity')
                  and not exists (select from rollcall.reading r
                                   where r.id = s.id and r.began_at >= s.version)
             end
        returning u.id::text
        """
            .replace("SOURCE", source));
  }

  private static String fill(UsersTable table, String sql) {
    return sql.replace("USERS_SYNC", table.name())
        .replace("ID_TYPE", table.idType().sql())
        .replace("NEW_USERS", String.valueOf(NEW_USERS));
  }
}
