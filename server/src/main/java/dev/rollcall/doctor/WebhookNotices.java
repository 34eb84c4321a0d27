package dev.rollcall.doctor;

import dev.rollcall.http.HttpAnswer;
import dev.rollcall.http.HttpFailure;
import dev.rollcall.http.PinnedCaller;
import dev.rollcall.json.Json;
import dev.rollcall.secret.Secret;
import dev.rollcall.secret.SignedHeaders;
import java.net.URI;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Notices as webhooks, signed as Standard Webhooks are.
public final class WebhookNotices implements NoticeChannel {
  private final PinnedCaller caller;
  private final URI url;
  private final Secret secret;
  private final InstantSource clock;

  /// @param secret beginning with `whsec_`
  public WebhookNotices(PinnedCaller caller, URI url, Secret secret, InstantSource clock) {
    this.caller = caller;
    this.url = url;
    this.secret = secret;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public Optional<String> tell(Incident incident) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("id", incident.id().toString());
    data.put("project_id", incident.project());
    data.put("kind", incident.kind().wireName());
    data.put("sentence", incident.sentence());
    data.put("began_at", incident.beganAt().toString());
    data.put("over_at", incident.overAt() == null ? null : String.valueOf(incident.overAt()));
    byte[] body =
        Json.MAPPER.writeValueAsBytes(Map.of("type", "incident." + incident.phase(), "data", data));
    String id = incident.phase() + "_" + incident.id();
    try {
      HttpAnswer answer =
          caller.post(url, SignedHeaders.of(id, clock.instant(), body, List.of(secret)), body);
      return answer.status() / 100 == 2
          ? Optional.empty()
          : Optional.of("notice_url answered HTTP " + answer.status());
    } catch (HttpFailure failure) {
      return Optional.of(String.valueOf(failure.getMessage()));
    }
  }
}
