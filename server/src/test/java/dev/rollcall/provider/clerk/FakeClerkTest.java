package dev.rollcall.provider.clerk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clerk.backend_api.Clerk;
import com.clerk.backend_api.models.components.User;
import com.clerk.backend_api.models.errors.ClerkErrors;
import com.clerk.backend_api.models.operations.CreateUserRequestBody;
import com.clerk.backend_api.models.operations.GetUserListRequest;
import com.clerk.backend_api.models.operations.UpdateUserRequestBody;
import dev.rollcall.testing.FakeClerk;
import dev.rollcall.testing.MovableClock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Our Clerk is like the real one, as far as Clerk's own client can tell.
class FakeClerkTest {
  private final FakeClerk fake = new FakeClerk(new MovableClock());
  private final Clerk client =
      Clerk.builder().bearerAuth(FakeClerk.SECRET_KEY).serverURL(fake.url() + "/v1").build();

  @AfterEach
  void close() {
    fake.close();
  }

  @Test
  void clerks_own_client_creates_reads_changes_and_deletes_users() {
    User ada = create("Ada", "ada@example.com");

    assertThat(client.users().get(ada.id()).user().orElseThrow().firstName()).hasValue("Ada");

    client.users().update(ada.id(), UpdateUserRequestBody.builder().firstName("Countess").build());
    assertThat(client.users().get(ada.id()).user().orElseThrow().firstName()).hasValue("Countess");

    assertThat(client.users().delete(ada.id()).deletedObject().orElseThrow().deleted()).isTrue();
    assertThatThrownBy(() -> client.users().get(ada.id())).isInstanceOf(ClerkErrors.class);
  }

  @Test
  void clerks_own_client_lists_and_counts() {
    List<String> ids =
        List.of(
            create("A", "a@x.org").id(), create("B", "b@x.org").id(), create("C", "c@x.org").id());

    assertThat(list("created_at", 10, 0)).containsExactlyElementsOf(ids);
    assertThat(list("-created_at", 10, 0)).containsExactlyElementsOf(ids.reversed());
    assertThat(list("created_at", 1, 1)).containsExactly(ids.get(1));
    assertThat(client.users().count().call().totalCount().orElseThrow().totalCount()).isEqualTo(3);
  }

  @Test
  void what_clerk_refuses_is_refused() {
    create("Ada", "ada@example.com");

    assertThatThrownBy(() -> create("Eve", "ada@example.com"))
        .isInstanceOfSatisfying(
            ClerkErrors.class, errors -> assertThat(errors.code()).isEqualTo(422));
    assertThatThrownBy(() -> list("created_at", 501, 0)).isInstanceOf(ClerkErrors.class);
    assertThatThrownBy(() -> list("password", 10, 0)).isInstanceOf(ClerkErrors.class);
    fake.changeKey("sk_test_other");
    assertThatThrownBy(() -> list("created_at", 10, 0))
        .isInstanceOfSatisfying(
            ClerkErrors.class, errors -> assertThat(errors.code()).isEqualTo(401));
  }

  private User create(String name, String email) {
    return client
        .users()
        .create(
            CreateUserRequestBody.builder()
                .firstName(name)
                .emailAddress(List.of(email))
                .password("correct horse battery staple")
                .build())
        .user()
        .orElseThrow();
  }

  private List<String> list(String order, long limit, long offset) {
    return client
        .users()
        .list(GetUserListRequest.builder().orderBy(order).limit(limit).offset(offset).build())
        .userList()
        .orElseThrow()
        .stream()
        .map(User::id)
        .toList();
  }
}
