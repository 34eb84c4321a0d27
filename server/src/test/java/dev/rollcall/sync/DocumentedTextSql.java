package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.UsersTable;
import org.junit.jupiter.api.Test;

/// Neon's documents, statement by statement, on a table whose ids are texts.
abstract class DocumentedTextSql extends DocumentedSql {
  private static final String POSTS =
      """
      CREATE TABLE posts (
          id SERIAL PRIMARY KEY,
          title TEXT NOT NULL,
          content TEXT NOT NULL,
          author_id TEXT REFERENCES neon_auth.users_sync(id) ON DELETE SET NULL,
          created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
      );
      """;

  private static final String TODOS =
      """
      CREATE TABLE todos (
          id SERIAL PRIMARY KEY,
          task TEXT NOT NULL,
          user_id TEXT NOT NULL REFERENCES neon_auth.users_sync(id) ON DELETE CASCADE,
          created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
      );
      """;

  DocumentedTextSql() {
    super(UsersTable.USUAL);
  }

  @Test
  void select_everything_answers_the_documented_columns() {
    receive("changed bob 1739389440123 1739389440123 Bob", "changed amy 1000 2000 Amy");

    assertThat(columns("SELECT * FROM neon_auth.users_sync"))
        .containsExactly(
            "raw_json jsonb",
            "id text",
            "name text",
            "email text",
            "created_at timestamptz",
            "updated_at timestamptz",
            "deleted_at timestamptz");
    project.execute("SELECT * FROM neon_auth.users_sync;");
    assertThat(
            rows(
                """
                select id, name, email, extract(epoch from created_at)::numeric(20, 3),
                       extract(epoch from updated_at)::numeric(20, 3), deleted_at, raw_json ->> 'id'
                  from neon_auth.users_sync order by id
                """))
        .containsExactly(
            "amy | Amy | amy@example.com | 1.000 | 2.000 | null | amy",
            "bob | Bob | bob@example.com | 1739389440.123 | null | null | bob");
  }

  @Test
  void joins_find_authors_and_left_joins_keep_posts_without_one() {
    receive("changed bob 1000 1000 Bob", "changed doug 1000 1000 Doug");
    project.execute(
        """
        create table posts (id int, title text, author_id text);
        insert into posts values (1, 'by Bob', 'bob'), (2, 'by Doug', 'doug'),
                                 (3, 'by somebody who is not synced yet', 'zoe'),
                                 (4, 'by nobody', null);
        """);

    assertThat(rows(POSTS_WITH_AUTHORS))
        .containsExactlyInAnyOrder("1 | by Bob | bob | Bob", "2 | by Doug | doug | Doug");
    assertThat(rows(POSTS_OF_THE_LIVING))
        .containsExactlyInAnyOrder(
            "1 | by Bob | bob | Bob",
            "2 | by Doug | doug | Doug",
            "3 | by somebody who is not synced yet | zoe | null",
            "4 | by nobody | null | null");
  }

  @Test
  void filtering_by_deleted_at_hides_the_posts_of_deleted_users_and_keeps_orphans() {
    receive("changed bob 1000 1000 Bob", "changed doug 1000 1000 Doug");
    project.execute(
        """
        create table posts (id int, author_id text);
        insert into posts values (1, 'bob'), (2, 'doug'), (3, 'zoe');
        """);
    receive("deleted doug 5000");

    assertThat(rows(POSTS_OF_THE_LIVING))
        .containsExactlyInAnyOrder("1 | bob | Bob", "3 | zoe | null");
    assertThat(rows(POSTS_WITH_AUTHORS))
        .containsExactlyInAnyOrder("1 | bob | Bob", "2 | doug | Doug");
  }

  @Test
  void foreign_keys_cascade_and_set_null_when_a_row_is_deleted_by_sql() {
    receive("changed bob 1000 1000 Bob", "changed doug 1000 1000 Doug");
    project.execute(POSTS);
    project.execute(TODOS);
    project.execute(
        """
        insert into todos (task, user_id) values ('Bob''s', 'bob'), ('Doug''s', 'doug');
        insert into posts (title, content, author_id)
        values ('Bob''s', '', 'bob'), ('Doug''s', '', 'doug');
        """);

    receive("deleted doug 5000");

    assertThat(rows("select task from todos")).containsExactly("Bob's", "Doug's");
    assertThat(rows("select author_id from posts order by id")).containsExactly("bob", "doug");

    update("delete from neon_auth.users_sync where id = 'doug'");

    assertThat(rows("select task from todos")).containsExactly("Bob's");
    assertThat(rows("select title, author_id from posts order by id"))
        .containsExactly("Bob's | bob", "Doug's | null");
  }

  @Test
  void a_foreign_key_refuses_a_user_who_is_not_synced_yet() {
    project.execute(TODOS);

    assertRefused(
        "insert into todos (task, user_id) values ('early', 'zoe')",
        "23503",
        "insert or update on table \"todos\" violates foreign key constraint"
            + " \"todos_user_id_fkey\"");
  }

  @Test
  void the_documents_uuid_columns_do_not_fit_text_ids_and_postgres_says_so() {
    assertRefused(
        DocumentedUuidSql.TODOS,
        "42804",
        "foreign key constraint \"todos_user_id_fkey\" cannot be implemented");
    assertRefused(
        DocumentedUuidSql.POSTS,
        "42804",
        "foreign key constraint \"posts_author_id_fkey\" cannot be implemented");
    project.execute("create table posts (author_id uuid)");
    assertRefused(POSTS_OF_THE_LIVING, "42883", "operator does not exist: uuid = text");
  }

  @Test
  void generated_columns_cannot_be_written() {
    receive("changed bob 1000 1000 Bob");

    assertRefused(
        "insert into neon_auth.users_sync (raw_json, id) values ('{\"id\":\"x\"}', 'x')",
        "428C9",
        "cannot insert a non-DEFAULT value into column \"id\"");
    for (String column : new String[] {"id", "name", "email"}) {
      assertRefused(
          "update neon_auth.users_sync set " + column + " = 'x'",
          "428C9",
          "column \"" + column + "\" can only be updated to DEFAULT");
    }
    assertRefused(
        "update neon_auth.users_sync set created_at = now()",
        "428C9",
        "column \"created_at\" can only be updated to DEFAULT");
  }

  @Test
  void all_columns_come_from_the_json() {
    update(
        """
        insert into neon_auth.users_sync (raw_json) values
          ('{"id":"x","display_name":"X","primary_email":"x@y.z","signed_up_at_millis":1759814617090}'),
          ('{"id":"y"}')
        """);

    assertThat(
            rows(
                """
                select id, name, email, extract(epoch from created_at)::numeric(20, 3), updated_at,
                       deleted_at
                  from neon_auth.users_sync order by id
                """))
        .containsExactly(
            "x | X | x@y.z | 1759814617.090 | null | null", "y | null | null | null | null | null");
    assertRefused(
        "insert into neon_auth.users_sync (raw_json) values ('{}')",
        "23502",
        "null value in column \"id\" of relation \"users_sync\" violates not-null constraint");
    assertRefused(
        "insert into neon_auth.users_sync (raw_json)"
            + " values ('{\"id\":\"z\",\"signed_up_at_millis\":1.5}')",
        "22P02",
        "invalid input syntax for type bigint: \"1.5\"");
    assertRefused(
        "insert into neon_auth.users_sync (raw_json) values ('{\"id\":\"x\"}')",
        "23505",
        "duplicate key value violates unique constraint \"users_sync_pkey\"");
  }

  @Test
  void an_upsert_on_the_generated_key_works() {
    String upsert =
        """
        insert into neon_auth.users_sync (raw_json) values ('{"id":"x","display_name":"%s"}')
        on conflict (id) do update set raw_json = excluded.raw_json, updated_at = now()
        """;
    update(upsert.formatted("First"));
    update(upsert.formatted("Second"));

    assertThat(rows("select id, name from neon_auth.users_sync")).containsExactly("x | Second");
  }
}
