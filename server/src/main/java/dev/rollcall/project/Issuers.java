package dev.rollcall.project;

import dev.rollcall.postgres.Columns;
import dev.rollcall.postgres.Database;
import dev.rollcall.postgres.SqlArray;
import dev.rollcall.postgres.Transaction;
import dev.rollcall.project.Issuer.Adding;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The table `rollcall_control.issuer`: whose tokens projects take besides those of their own
/// provider. A token's issuer and audience lead to one project only. What other processes change is
/// seen within a second.
public final class Issuers {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final int MOST = 20;

  private static final String SELECT =
      """
      select id, project, jwks_url, provider_name, issuer, audience, role_names, created_at
        from rollcall_control.issuer
      """;

  private final Database control;
  private final InstantSource clock;
  private volatile @Nullable Copy copy;

  public Issuers(Database control, InstantSource clock) {
    this.control = control;
    this.clock = clock;
  }

  private record Copy(List<Issuer> all, Instant readAt) {
    boolean isFresh(Instant now) {
      return Duration.between(readAt, now).abs().compareTo(FRESH) < 0;
    }
  }

  /// Takes the tokens of another issuer, unless one of them could be another project's.
  public Adding add(ProjectId project, IssuerSettings settings) {
    // As Postgres keeps it.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Issuer wanted = new Issuer(UUID.randomUUID(), project, settings, now);
    try {
      return control.inTransaction(tx -> {
        // One at a time, or two that exclude each other would both get in.
        tx.number("select count(pg_advisory_xact_lock(hashtextextended('rollcall issuers', 0)))");
        List<Issuer> all = tx.all(SELECT, this::read);
        Optional<String> conflict = conflict(wanted, all);
        if (conflict.isPresent()) {
          return new Adding.Refused(conflict.get());
        }
        insert(tx, wanted);
        return new Adding.Added(wanted);
      });
    } finally {
      copy = null;
    }
  }

  /// Of one project, the oldest first.
  public List<Issuer> all(ProjectId project) {
    return all().stream().filter(one -> one.project().equals(project)).toList();
  }

  /// Those whose tokens have this in `iss`.
  public List<Issuer> named(String issuer) {
    return all().stream().filter(one -> one.settings().issuer().equals(issuer)).toList();
  }

  /// Of all projects, the oldest first.
  public List<Issuer> all() {
    Copy known = copy;
    Instant now = clock.instant();
    if (known == null || !known.isFresh(now)) {
      known =
          new Copy(
              control.inTransaction(tx -> tx.all(SELECT + "order by created_at, id", this::read)),
              now);
      copy = known;
    }
    return known.all();
  }

  /// Takes its tokens no more. Answers what was removed; empty where there was nothing.
  public Optional<Issuer> remove(ProjectId project, UUID id) {
    try {
      return control.inTransaction(tx -> {
        Optional<Issuer> there =
            tx.one(SELECT + "where project = ? and id = ?", this::read, project.value(), id);
        if (there.isPresent()) {
          tx.update("delete from rollcall_control.issuer where id = ?", id);
        }
        return there;
      });
    } finally {
      copy = null;
    }
  }

  private static Optional<String> conflict(Issuer wanted, List<Issuer> all) {
    if (all.stream().filter(one -> one.project().equals(wanted.project())).count() >= MOST) {
      return Optional.of(
          "The project '%s' has %d key sets already, which is the most. Remove one first: rollcall jwks remove"
              .formatted(wanted.project(), MOST));
    }
    return all.stream()
        .filter(one -> one.settings().issuer().equals(wanted.settings().issuer()))
        .flatMap(one -> conflict(wanted, one).stream())
        .findFirst();
  }

  private static Optional<String> conflict(Issuer wanted, Issuer there) {
    IssuerSettings ours = wanted.settings();
    IssuerSettings theirs = there.settings();
    boolean same = wanted.project().equals(there.project());
    String who =
        "The project '%s' takes the tokens of %s%s already"
            .formatted(
                there.project(),
                theirs.issuer(),
                theirs.audience() == null
                    ? " for any audience"
                    : " for the audience '" + theirs.audience() + "'");
    if (ours.audience() == null
        || theirs.audience() == null
        || ours.audience().equals(theirs.audience())) {
      return Optional.of(
          same
              ? who + ". Remove that first: rollcall jwks remove " + there.id()
              : who
                  + ", so a token could be either project's. Give each of the two an audience of its"
                  + " own");
    }
    boolean differ =
        !ours.jwksUrl().equals(theirs.jwksUrl()) || !ours.roles().equals(theirs.roles());
    return same && differ
        ? Optional.of(
            who
                + ", from "
                + theirs.jwksUrl()
                + " and for "
                + String.join(", ", theirs.roles())
                + ". Within a project an issuer has one URL and the same roles for all audiences")
        : Optional.empty();
  }

  private static void insert(Transaction tx, Issuer issuer) throws SQLException {
    IssuerSettings settings = issuer.settings();
    tx.update(
        """
        insert into rollcall_control.issuer
               (id, project, jwks_url, provider_name, issuer, audience, role_names, created_at,
                updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        issuer.id(),
        issuer.project().value(),
        settings.jwksUrl().toString(),
        settings.providerName(),
        settings.issuer(),
        settings.audience(),
        SqlArray.texts(settings.roles()),
        issuer.createdAt(),
        issuer.createdAt());
  }

  private Issuer read(ResultSet row) throws SQLException {
    return new Issuer(
        row.getObject("id", UUID.class),
        new ProjectId(Columns.text(row, "project")),
        new IssuerSettings(
            URI.create(Columns.text(row, "jwks_url")),
            Columns.text(row, "provider_name"),
            Columns.text(row, "issuer"),
            row.getString("audience"),
            Arrays.asList((String[]) row.getArray("role_names").getArray())),
        Columns.someTime(row, "created_at"));
  }
}
