package dev.rollcall.auth.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rollcall.auth.guard.AuditView.Filter;
import dev.rollcall.testing.MovableClock;
import dev.rollcall.testing.PostgresExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What is written down about accounts.
class AuditTest {
  @RegisterExtension final PostgresExtension postgres = GuardDatabase.databases();

  private final MovableClock clock = new MovableClock();

  @Test
  void what_happened_is_read_newest_first_page_by_page() {
    for (int i = 1; i <= 5; i++) {
      note(AuditNote.of(AuditKind.SIGN_IN).about("u" + i).from("203.0.113." + i));
    }

    List<AuditEntry> first = view().list(Filter.ALL, null, 2);
    List<AuditEntry> second = view().list(Filter.ALL, first.getLast().number(), 2);
    List<AuditEntry> third = view().list(Filter.ALL, second.getLast().number(), 2);

    assertThat(first).extracting(AuditEntry::accountId).containsExactly("u5", "u4");
    assertThat(second).extracting(AuditEntry::accountId).containsExactly("u3", "u2");
    assertThat(third).extracting(AuditEntry::accountId).containsExactly("u1");
    assertThat(third.getFirst())
        .isEqualTo(
            new AuditEntry(
                third.getFirst().number(),
                MovableClock.START,
                "sign_in",
                "u1",
                "203.0.113.1",
                Map.of()));
  }

  @Test
  void one_kind_one_account_or_one_address_can_be_asked_for() {
    note(AuditNote.of(AuditKind.SIGN_UP).about("u1").from("203.0.113.1"));
    note(AuditNote.of(AuditKind.SIGN_IN_FAILED).about("u1").from("203.0.113.2"));
    note(AuditNote.of(AuditKind.SIGN_IN_FAILED).from("203.0.113.2"));

    assertThat(kinds(new Filter(AuditKind.SIGN_UP, null, null))).containsExactly("sign_up");
    assertThat(kinds(new Filter(null, "u1", null))).containsExactly("sign_in_failed", "sign_up");
    assertThat(kinds(new Filter(null, null, "203.0.113.2"))).hasSize(2);
    assertThat(kinds(new Filter(AuditKind.SIGN_IN_FAILED, "u1", "203.0.113.2"))).hasSize(1);
    assertThat(kinds(new Filter(AuditKind.USER_DELETED, null, null))).isEmpty();
  }

  @Test
  void a_note_is_there_exactly_if_its_transaction_is() {
    assertThatThrownBy(() ->
            postgres
                .database()
                .inTransaction(tx -> {
                  new Audit(clock).note(tx, AuditNote.of(AuditKind.USER_DELETED).about("u1"));
                  throw new IllegalStateException("no");
                }))
        .hasMessage("no");

    assertThat(kinds(Filter.ALL)).isEmpty();
  }

  @Test
  void no_email_address_is_written_down() {
    note(
        AuditNote.of(AuditKind.SIGN_IN_FAILED)
            .about("ada@example.com")
            .with("reason", "no account for Ada.L+x@mail.example.com, nor bea@localhost")
            .with("url", "/reset?for=ada%40example.com&x=1"));

    AuditEntry entry = view().list(Filter.ALL, null, 1).getFirst();

    assertThat(entry.accountId()).isEqualTo("[e-mail]");
    assertThat(entry.detail())
        .containsEntry("reason", "no account for [e-mail], nor [e-mail]")
        .hasEntrySatisfying("url", url -> assertThat(url).doesNotContain("example"));
  }

  @Test
  void hostile_text_is_stored_short_and_harmless() {
    note(
        AuditNote.of(AuditKind.KEY_USED)
            .from("1\u00002")
            .with("user_agent", "a\u0000b\ud800c\"}'\\")
            .with("long", "\ud83d\ude00".repeat(5_000))
            .with("shifted", "x" + "\ud83d\ude00".repeat(5_000)));

    AuditEntry entry = view().list(Filter.ALL, null, 1).getFirst();

    assertThat(entry.ip()).isEqualTo("1\ufffd2");
    assertThat(entry.detail()).containsEntry("user_agent", "a\ufffdb\ufffdc\"}'\\");
    assertThat(entry.detail().values())
        .allSatisfy(value -> assertThat(value.length() <= 200).isTrue());
  }

  @Test
  void old_entries_go_a_part_at_a_time() {
    note(AuditNote.of(AuditKind.SIGN_IN).about("u1"));
    note(AuditNote.of(AuditKind.SIGN_IN).about("u2"));
    note(AuditNote.of(AuditKind.SIGN_IN).about("u3"));
    clock.advance(Duration.ofDays(91));
    note(AuditNote.of(AuditKind.SIGN_OUT).about("u1"));

    assertThat(view().forget(Duration.ofDays(90), 2)).isEqualTo(2);
    assertThat(view().forget(Duration.ofDays(90), 2)).isEqualTo(1);
    assertThat(view().forget(Duration.ofDays(90), 2)).isZero();
    assertThat(kinds(Filter.ALL)).containsExactly("sign_out");
  }

  private List<String> kinds(Filter filter) {
    return view().list(filter, null, 100).stream().map(AuditEntry::kind).toList();
  }

  private AuditView view() {
    return new AuditView(postgres.database(), clock);
  }

  private void note(AuditNote note) {
    postgres
        .database()
        .inTransaction(tx -> {
          new Audit(clock).note(tx, note);
          return true;
        });
  }
}
