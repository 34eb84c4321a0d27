package dev.rollcall.reconcile;

import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.UsersTable;
import dev.rollcall.provider.ProviderUser;
import java.sql.SQLException;
import java.util.List;

/// Says what a page of the listing would change, and changes nothing.
final class DryRun {
  private final String count;

  DryRun(UsersTable table) {
    this.count =
        """
        select count(*) filter (where u.id is null),
               count(*) filter (where u.raw_json <> s.raw_json::jsonb)
          from unnest(?, ?) as s (id, raw_json)
          left join %s u on u.id = s.id::%s
         where u.id is not null and u.deleted_at is null
            or not exists (select from rollcall.tombstone t
                            where t.id = s.id and t.reason = 'erased')
        """
            .formatted(table.name(), table.idType().sql());
  }

  /// What a page differs in.
  record Difference(long missing, long different) {}

  Difference of(Transaction tx, List<ProviderUser> users) throws SQLException {
    return tx.one(
            count,
            row -> new Difference(row.getLong(1), row.getLong(2)),
            SqlArray.texts(users.stream().map(ProviderUser::id).toList()),
            SqlArray.texts(users.stream().map(ProviderUser::rawJson).toList()))
        .orElseThrow();
  }
}
