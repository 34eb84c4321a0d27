package dev.rollcall.app;

import dev.rollcall.api.neon.AccountRooms;
import dev.rollcall.api.stack.Access;
import dev.rollcall.api.stack.AdminTokenCheck;
import dev.rollcall.api.stack.AuthProject;
import dev.rollcall.api.stack.AuthProjects;
import dev.rollcall.api.stack.DetailedError;
import dev.rollcall.api.stack.ProviderRooms;
import dev.rollcall.api.stack.TokenCheck;
import dev.rollcall.auth.account.Account;
import dev.rollcall.auth.account.AccountImport;
import dev.rollcall.auth.account.Accounts;
import dev.rollcall.auth.account.BuiltInConnector;
import dev.rollcall.auth.account.ContactChannels;
import dev.rollcall.auth.account.ManagedProjects;
import dev.rollcall.auth.code.CodeMails;
import dev.rollcall.auth.code.Codes;
import dev.rollcall.auth.guard.Guard;
import dev.rollcall.auth.mail.Templates;
import dev.rollcall.auth.password.PasswordHasher;
import dev.rollcall.auth.password.PasswordRule;
import dev.rollcall.auth.password.Passwords;
import dev.rollcall.auth.session.AccessTokens;
import dev.rollcall.auth.session.Sessions;
import dev.rollcall.postgres.Database;
import dev.rollcall.project.ApplicationKey;
import dev.rollcall.project.KeySet;
import dev.rollcall.project.ProjectId;
import dev.rollcall.token.TokenVerifier;
import dev.rollcall.token.Verification;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/// The projects that have the built-in provider, as the door to them sees them.
final class BuiltInProvider implements AuthProjects, ProviderRooms.Finder {
  private final dev.rollcall.project.AuthProjects known;
  private final Function<String, Optional<ProjectServer>> servers;
  private final Parts parts;
  private final Mails mails;
  private final InstantSource clock;
  private final KeyUses uses;

  /// What all projects share.
  record Parts(
      TokenVerifier verifier,
      AccessTokens tokens,
      Sessions sessions,
      Codes codes,
      PasswordHasher hasher,
      PasswordRule passwordRule,
      Guards guards) {}

  /// Makes the guard of a project over its database.
  @FunctionalInterface
  interface Guards {
    Guard over(Database database);
  }

  /// What sends mails.
  ///
  /// @param mailed has what was written down for a project sent at once
  record Mails(Templates templates, ProjectMail mail, Consumer<ProjectId> mailed) {}

  BuiltInProvider(
      dev.rollcall.project.AuthProjects known,
      Function<String, Optional<ProjectServer>> servers,
      Parts parts,
      Mails mails,
      InstantSource clock) {
    this.known = known;
    this.servers = servers;
    this.parts = parts;
    this.mails = mails;
    this.clock = clock;
    this.uses = new KeyUses(clock);
  }

  private record Working(dev.rollcall.project.AuthProject project, ProjectServer server) {}

  private Optional<Working> working(String projectId) {
    return known
        .find(projectId)
        .flatMap(project ->
            servers
                .apply(project.project().value())
                .filter(server ->
                    server
                        .connector()
                        .filter(connector -> connector.provider().equals(BuiltInConnector.ID))
                        .isPresent())
                .map(server -> new Working(project, server)));
  }

  @Override
  public Optional<AuthProject> find(String projectId) {
    return working(projectId).map(working -> new Door(projectId, of(working)));
  }

  @Override
  public ProviderRooms of(String projectId) {
    return working(projectId)
        .map(this::of)
        .orElseThrow(() -> DetailedError.projectNotFound(projectId).refused());
  }

  /// What the management API needs of a project; empty where its users are not kept here.
  Optional<AccountRooms> accounts(ProjectId id) {
    return known
        .find(id)
        .flatMap(project -> working(project.authId()))
        .map(working -> {
          ProviderRooms rooms = of(working);
          return new AccountRooms(
              rooms.database(),
              rooms.accounts(),
              new AccountImport(
                  rooms.accounts(),
                  working.server().sync().applier(),
                  new AccountImport.Hashes(
                      parts.hasher()::understands, parts.hasher()::needsRehash)),
              rooms.sessions(),
              rooms.passwords(),
              rooms.guard(),
              clock);
        });
  }

  private ProviderRooms of(Working working) {
    ProjectId project = working.project().project();
    Accounts accounts = new Accounts(working.server().sync().applier());
    return new ProviderRooms(
        working.project(),
        working.server().database(),
        accounts,
        new ContactChannels(accounts),
        parts.sessions(),
        parts.codes(),
        new Passwords(working.server().database(), accounts, parts.hasher(), parts.passwordRule()),
        parts.tokens(),
        new CodeMails(
            working.project().displayName(),
            parts.codes(),
            mails.templates(),
            mails.mail().outbox(project, working.server().database())),
        () -> mails.mailed().accept(project),
        parts.guards().over(working.server().database()),
        clock);
  }

  @Override
  public TokenCheck verify(String projectId, String accessToken) {
    return known
        .find(projectId)
        .<TokenCheck>map(project ->
            switch (parts.verifier().verify(project.project(), projectId, accessToken)) {
              case Verification.Valid valid ->
                  new TokenCheck.Valid(valid.subject(), valid.refreshTokenId(), valid.expiresAt());
              case Verification.Unparsable(_) -> new TokenCheck.Unparsable();
              case Verification.Expired(var at) -> new TokenCheck.Expired(at);
              case Verification.ForAnotherProject(var expected, var actual) ->
                  new TokenCheck.ForAnotherProject(expected, actual);
            })
        .orElseGet(TokenCheck.Unparsable::new);
  }

  @Override
  public AdminTokenCheck verifyAdmin(String projectId, String adminAccessToken) {
    return switch (verify(dev.rollcall.project.AuthProject.INTERNAL, adminAccessToken)) {
      case TokenCheck.Unparsable() -> new AdminTokenCheck.Unparsable();
      case TokenCheck.Expired(var at) -> new AdminTokenCheck.Expired(at);
      case TokenCheck.ForAnotherProject(_, _) -> new AdminTokenCheck.ForAnotherProject();
      case TokenCheck.Valid valid ->
          manages(valid.subject(), projectId)
              ? new AdminTokenCheck.Granted()
              : new AdminTokenCheck.NotAdmin();
    };
  }

  private boolean manages(String userId, String projectId) {
    return working(dev.rollcall.project.AuthProject.INTERNAL)
        .map(this::of)
        .flatMap(rooms ->
            rooms
                .database()
                .inTransaction(tx -> rooms.accounts().find(tx, UUID.fromString(userId))))
        .filter(account -> ManagedProjects.of(account).contains(projectId))
        .isPresent();
  }

  /// One project, as far as a request's headers ask about it.
  private final class Door implements AuthProject {
    private final String id;
    private final ProviderRooms rooms;

    Door(String id, ProviderRooms rooms) {
      this.id = id;
      this.rooms = rooms;
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public boolean accepts(Access access, String key) {
      return switch (access) {
        case NONE -> false;
        case CLIENT -> accepts(ApplicationKey.Kind.PUBLISHABLE, key);
        case SERVER -> accepts(ApplicationKey.Kind.SECRET, key);
        case ADMIN -> accepts(ApplicationKey.Kind.ADMIN, key);
      };
    }

    private boolean accepts(ApplicationKey.Kind kind, String key) {
      Optional<KeySet> keys = known.keys(id, kind, key);
      keys.ifPresent(used -> uses.used(rooms, used, kind));
      return keys.isPresent();
    }

    @Override
    public boolean hasUser(String userId) {
      Optional<Account> account =
          rooms.database().inTransaction(tx -> rooms.accounts().find(tx, UUID.fromString(userId)));
      return account.filter(user -> user.ban() == null).isPresent();
    }
  }
}
