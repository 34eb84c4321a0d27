package dev.rollcall.testing;

import dev.rollcall.app.EnvFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

/// Signs users in at the built-in provider of the default project, as a browser does.
///
/// @param env the file `env` in the server's data folder
public record SignInClient(HttpClient http, URI url, Path env) {
  public static SignInClient to(URI url, Path dataFolder) {
    return new SignInClient(HttpClient.newHttpClient(), url, dataFolder.resolve("env"));
  }

  /// @param ip what a proxy says of where the request comes from
  public HttpResponse<String> from(String ip, String path, String json) {
    try {
      return http.send(
          HttpRequest.newBuilder(url.resolve("/api/v1" + path))
              .header("content-type", "application/json")
              .header("x-forwarded-for", ip)
              .header("x-stack-access-type", "client")
              .header("x-stack-project-id", kept("NEXT_PUBLIC_STACK_PROJECT_ID"))
              .header(
                  "x-stack-publishable-client-key",
                  kept("NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY"))
              .POST(BodyPublishers.ofString(json))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }

  public HttpResponse<String> signIn(String ip, String email, String password) {
    return from(
        ip,
        "/auth/password/sign-in",
        "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
  }

  public HttpResponse<String> signUp(String ip, String email, String password) {
    return from(
        ip,
        "/auth/password/sign-up",
        "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
  }

  private String kept(String name) throws IOException {
    return EnvFile.read(env, name).orElseThrow();
  }
}
