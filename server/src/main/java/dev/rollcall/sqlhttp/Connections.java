package dev.rollcall.sqlhttp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rollcall.postgres.DatabaseException;
import dev.rollcall.postgres.wire.PostgresError;
import dev.rollcall.postgres.wire.RefusedException;
import dev.rollcall.postgres.wire.WireConnection;
import dev.rollcall.project.ProjectId;
import dev.rollcall.secret.Secret;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All connections: lent clean, and taken back only if they can be made clean again.
final class Connections {
  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
  private static final Map<String, String> SETTINGS = Map.of("application_name", "rollcall sql");
  private static final Set<String> NO_FUNCTION = Set.of("42883", "3F000");
  private static final Set<String> NOT_LET_IN = Set.of("28P01", "28000");
  private static final Set<String> NO_ROLE = Set.of("42704");

  private final GatewayKeys keys;
  private final SecureRandom random;
  private final InstantSource clock;
  private final SqlLimits limits;
  private final SecretKeySpec hashKey;
  private final WrongPasswords wrongPasswords;
  private final Map<LaneName, Lane> lanes = new ConcurrentHashMap<>();
  private volatile boolean closing;
  private final Set<ProjectId> told = ConcurrentHashMap.newKeySet();

  Connections(GatewayKeys keys, SqlGround ground, SqlLimits limits) {
    this.keys = keys;
    this.random = ground.random();
    this.clock = ground.clock();
    this.limits = limits;
    this.wrongPasswords = new WrongPasswords(limits.passwords(), clock);
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    this.hashKey = new SecretKeySpec(bytes, "HmacSHA256");
  }

  /// @param role empty for logins of the database's own
  private record LaneName(ProjectId project, String role) {}

  /// A connection on which nothing of an earlier request is left.
  ///
  /// @param surely whether it must be known that its backend is still there
  SqlConnection borrow(Caller caller, boolean surely)
      throws IOException, RefusedException, LaneFullException {
    if (caller instanceof Caller.Owner owner) {
      wrongPasswords.check(owner);
    }
    Lane lane = lane(caller);
    while (true) {
      SqlConnection connection = lane.borrow(owner(caller), clock.instant(), () -> open(caller));
      boolean clean = false;
      try {
        clean = connection.isClean(surely);
      } finally {
        if (!clean) {
          lane.discard(connection);
        }
      }
      if (clean) {
        return connection;
      }
    }
  }

  void giveBack(Caller caller, SqlConnection connection, boolean fit) {
    Lane lane = lane(caller);
    if (fit && left(connection)) {
      lane.giveBack(connection, clock.instant());
    } else {
      lane.discard(connection);
    }
  }

  /// Tells the database the key anew, and makes new connections, whose roles are looked at.
  void beginAnew(Caller caller) {
    told.remove(caller.project().id());
    lane(caller).closeIdle(Instant.MAX);
  }

  /// Closes a project's connections, those that are in use included, and drops their roles.
  ///
  /// @return roles that stay
  List<String> dismiss(SqlProject project) {
    told.remove(project.id());
    lanes.forEach((name, lane) -> {
      if (name.project().equals(project.id())) {
        lane.closeIdle(Instant.MAX);
      }
    });
    return Dismissal.run(project);
  }

  void closeIdle() {
    Instant since = clock.instant().minus(limits.idle());
    lanes.values().forEach(lane -> lane.closeIdle(since));
  }

  /// Their roles stay as they are: nobody knows the passwords, and Postgres may be stopping, too.
  void closeAll() {
    closing = true;
    lanes.values().forEach(lane -> lane.closeIdle(Instant.MAX));
  }

  private Lane lane(Caller caller) {
    String role = caller instanceof Caller.Member member ? member.role() : "";
    return lanes.computeIfAbsent(new LaneName(caller.project().id(), role), _ -> new Lane(limits));
  }

  private static boolean left(SqlConnection connection) {
    try {
      return connection.leave();
    } catch (IOException broken) {
      return false;
    }
  }

  private SqlConnection open(Caller caller) throws IOException, RefusedException {
    return switch (caller) {
      case Caller.Owner owner -> open(owner);
      case Caller.Member member -> open(member);
    };
  }

  /// A password that Postgres does not look at is none: over HTTP others ask than those whom the
  /// operator trusts.
  private SqlConnection open(Caller.Owner owner) throws IOException, RefusedException {
    WireConnection wire = logIn(owner);
    if (!wire.isPasswordChecked()) {
      wire.close();
      throw new RefusedException(
          PostgresError.of(
              "28000",
              "this Postgres asks for no password (pg_hba.conf says trust or the like), so SQL over"
                  + " HTTP takes none: let it ask for one with scram-sha-256, or send a token"));
    }
    wrongPasswords.right(owner);
    return new SqlConnection(wire, owner(owner), clock.instant(), () -> {});
  }

  private WireConnection logIn(Caller.Owner owner) throws IOException, RefusedException {
    // Once more: others may have guessed while this one waited for its turn.
    wrongPasswords.check(owner);
    try {
      return WireConnection.open(
          owner.project().target(), owner.user(), owner.password().value(), SETTINGS);
    } catch (RefusedException refused) {
      if (NOT_LET_IN.contains(refused.error().code())) {
        wrongPasswords.wrong(owner);
      }
      throw refused;
    }
  }

  private SqlConnection open(Caller.Member member) throws IOException, RefusedException {
    SqlProject project = member.project();
    LoginRoles roles = new LoginRoles(project, member.role(), random);
    if (member.identity() != null && !told.contains(project.id())) {
      installed(
          member,
          NO_FUNCTION,
          () -> {
            keys.tell(project);
            return true;
          });
      told.add(project.id());
    }
    LoginRole role = installed(member, NO_ROLE, roles::claim);
    WireConnection wire =
        WireConnection.open(project.target(), role.name(), role.password().value(), SETTINGS);
    return new SqlConnection(
        wire,
        owner(member),
        clock.instant(),
        () -> {
          if (!closing) {
            Thread.startVirtualThread(() -> release(roles, role, wire.backend()));
          }
        });
  }

  /// Says what is missing where Postgres does not know a name.
  private static <T> T installed(Caller.Member member, Set<String> unknown, Supplier<T> work)
      throws RefusedException {
    try {
      return work.get();
    } catch (DatabaseException failure) {
      if (!unknown.contains(failure.state())) {
        throw failure;
      }
      throw new RefusedException(
          PostgresError.of(
              "55000",
              "row-level security is not on in this project's database, or the role \""
                  + member.role()
                  + "\" is gone: rollcall rls enable"));
    }
  }

  private static void release(LoginRoles roles, LoginRole role, int backend) {
    try {
      roles.release(role, backend);
    } catch (DatabaseException failure) {
      LOG.warn("The role {} could not be given back: {}", role.name(), failure.getMessage());
    }
  }

  /// A password is kept as a hash under a key that only this process has, and only while its
  /// connection is open.
  private String owner(Caller caller) {
    return switch (caller) {
      case Caller.Member _ -> "";
      case Caller.Owner(_, var user, Secret password, _) -> {
        try {
          Mac mac = Mac.getInstance("HmacSHA256");
          mac.init(hashKey);
          mac.update(user.getBytes(UTF_8));
          mac.update((byte) 0);
          yield HexFormat.of().formatHex(mac.doFinal(password.value().getBytes(UTF_8)));
        } catch (GeneralSecurityException missing) {
          throw new IllegalStateException(missing);
        }
      }
    };
  }
}
