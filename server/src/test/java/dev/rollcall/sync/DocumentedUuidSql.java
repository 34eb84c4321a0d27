package dev.rollcall.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.project.UsersTable;
import dev.rollcall.project.UsersTable.IdType;
import org.junit.jupiter.api.Test;

/// The best-practices page word for word. Its foreign keys are UUIDs, so a project that follows it
/// asks for ids of that type.
abstract class DocumentedUuidSql extends DocumentedSql {
  static final String TODOS =
      """
      -- For personal data that should be removed with the user (e.g., todos)
      CREATE TABLE todos (
          id SERIAL PRIMARY KEY,
          task TEXT NOT NULL,
          user_id UUID NOT NULL REFERENCES neon_auth.users_sync(id) ON DELETE CASCADE,
          created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
      );
      """;

  static final String POSTS =
      """
      -- For content that should persist after user deletion (e.g., blog posts)
      CREATE TABLE posts (
          id SERIAL PRIMARY KEY,
          title TEXT NOT NULL,
          content TEXT NOT NULL,
          author_id UUID REFERENCES neon_auth.users_sync(id) ON DELETE SET NULL,
          created_at TIMESTAMPTZ DEFAULT CURRENT_TIMESTAMP
      );
      """;

  private static final String BOB = "21373f88-1111-4222-8333-444455556666";
  private static final String DOUG = "0310a9a5-1111-4222-8333-444455556666";

  DocumentedUuidSql() {
    super(new UsersTable("neon_auth", IdType.UUID));
  }

  private void publish() {
    receive("changed " + BOB + " 1000 1000 Bob", "changed " + DOUG + " 1000 1000 Doug");
    project.execute(TODOS);
    project.execute(POSTS);
    project.execute(
        """
        insert into todos (task, user_id) values ('Bob''s', 'BOB'), ('Doug''s', 'DOUG');
        insert into posts (title, content, author_id)
        values ('Bob''s', '', 'BOB'), ('Doug''s', '', 'DOUG'), ('Nobody''s', '', null);
        """
            .replace("BOB", BOB)
            .replace("DOUG", DOUG));
  }

  @Test
  void the_best_practices_tables_and_join_work_word_for_word() {
    publish();

    assertThat(rows(POSTS_OF_THE_LIVING.replace("posts.*", "posts.title")))
        .containsExactlyInAnyOrder("Bob's | Bob", "Doug's | Doug", "Nobody's | null");
    assertThat(columns(POSTS_OF_THE_LIVING))
        .containsExactly(
            "id serial",
            "title text",
            "content text",
            "author_id uuid",
            "created_at timestamptz",
            "author_name text");
  }

  @Test
  void a_deleted_users_posts_are_hidden_until_the_row_goes_and_leaves_them_without_author() {
    publish();
    receive("deleted " + DOUG + " 5000");

    assertThat(rows(POSTS_OF_THE_LIVING.replace("posts.*", "posts.title")))
        .containsExactlyInAnyOrder("Bob's | Bob", "Nobody's | null");

    update("delete from neon_auth.users_sync where id = '" + DOUG + "'");

    assertThat(rows(POSTS_OF_THE_LIVING.replace("posts.*", "posts.title")))
        .containsExactlyInAnyOrder("Bob's | Bob", "Doug's | null", "Nobody's | null");
    assertThat(rows("select task from todos")).containsExactly("Bob's");
  }

  @Test
  void everything_that_happens_to_a_user_is_applied() {
    receive("changed " + BOB + " 1000 1000 Bob");
    receive("changed " + BOB + " 1000 2000 Robert");
    receive("deleted " + DOUG + " 5000");
    receive("changed " + DOUG + " 6000 6000 Doug");
    project.compare();
    update("delete from neon_auth.users_sync where id = '" + DOUG + "'");
    receive("deleted " + DOUG + " 7000", "changed " + DOUG + " 6000 8000 Ghost");

    assertThat(project.users()).containsExactly(BOB + " Robert deleted");
  }

  @Test
  void an_id_that_is_no_uuid_is_quarantined_alone() {
    receive("changed " + BOB + " 1000 1000 Bob", "changed bob 1000 1000 Bob", "deleted bob 2000");

    assertThat(project.users()).containsExactly(BOB + " Bob live");
    assertThat(project.outcomes()).containsExactly("applied", "quarantined", "quarantined");
    assertThat(rows("select reason from rollcall.inbox where outcome = 'quarantined' limit 1"))
        .containsExactly(
            "Postgres refused the user: ERROR: invalid input syntax for type uuid: \"bob\""
                + " (22P02)");
  }
}
