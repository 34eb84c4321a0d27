package dev.rollcall.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rollcall.json.Json;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is left of a record.
class FieldPolicyTest {
  private static final String RECORD =
      """
      {"id": "u1", "display_name": "Ada", "primary_email": "a@x", "signed_up_at_millis": 1000,
       "phone": "1", "meta": {"plan": "pro", "notes": {"a": 1, "b": 2}}, "a.b": 7,
       "emails": [{"address": "a@x", "primary": true}, "odd", {"address": "b@x"}], "n": 1.50}
      """;

  private static String left(FieldPolicy policy) {
    return Json.MAPPER
        .readTree(policy.apply(RECORD))
        .toString()
        .replace("\"", "")
        .replace("id:u1,display_name:Ada,primary_email:a@x,signed_up_at_millis:1000", "FOUR");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phone | {FOUR,phone:1}",
        "meta.plan | {FOUR,meta:{plan:pro}}",
        "meta.notes.b,meta.plan | {FOUR,meta:{plan:pro,notes:{b:2}}}",
        "meta,meta.plan | {FOUR,meta:{plan:pro,notes:{a:1,b:2}}}",
        "emails.address | {FOUR,emails:[{address:a@x},{address:b@x}]}",
        "a.b,n | {FOUR,a.b:7,n:1.50}",
        "phone.x,nothing | {FOUR}",
        "id | {FOUR}",
      })
  void what_is_kept_is_left_with_what_columns_are_made_of(String fields, String left) {
    assertThat(left(FieldPolicy.keeping(List.of(fields.split(","))))).isEqualTo(left);
  }

  @Test
  void keeping_nothing_leaves_what_columns_are_made_of() {
    assertThat(left(FieldPolicy.keeping(List.of()))).isEqualTo("{FOUR}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phone,meta,emails,n | {FOUR,a.b:7}",
        "meta.notes.a,emails.address,a.b,n,phone |"
            + " {FOUR,meta:{plan:pro,notes:{b:2}},emails:[{primary:true},odd,{}]}",
        "display_name,primary_email,meta,emails,n,phone,a.b | {id:u1,signed_up_at_millis:1000}",
      })
  void what_is_dropped_is_not_left(String fields, String left) {
    assertThat(left(FieldPolicy.dropping(List.of(fields.split(","))))).isEqualTo(left);
  }

  @Test
  void doing_it_again_changes_nothing() {
    for (FieldPolicy policy :
        List.of(
            FieldPolicy.keeping(List.of("meta.notes.b", "emails.address")),
            FieldPolicy.dropping(List.of("meta.notes.b", "emails.address")))) {
      String once = policy.apply(RECORD);

      assertThat(policy.apply(once)).isEqualTo(once);
      assertThat(FieldPolicy.read(policy.stored())).isEqualTo(policy);
    }
    assertThat(FieldPolicy.ALL.apply(RECORD)).isSameAs(RECORD);
    assertThat(FieldPolicy.ALL.stored()).isNull();
    assertThat(FieldPolicy.dropping(List.of())).isEqualTo(FieldPolicy.ALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a..b", ".a", "a."})
  void what_is_no_path_of_keys_is_refused(String field) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPolicy.keeping(List.of(field)))
        .withMessage(
            "'%s' is no field: use a key, or keys with dots, such as public_metadata.plan", field);
  }

  @Test
  void what_the_row_is_made_of_cannot_be_dropped() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPolicy.dropping(List.of("phone", "id")))
        .withMessage("'id' cannot be dropped: the row is made of it");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPolicy.of(List.of("a"), List.of("b")))
        .withMessage("Either keep fields or drop fields, not both");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldPolicy.keeping(Arrays.asList("a", null)));
  }
}
