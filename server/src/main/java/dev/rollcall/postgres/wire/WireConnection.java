package dev.rollcall.postgres.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection to Postgres. One thread at a time sends and reads; any may cancel or close.
public final class WireConnection implements AutoCloseable {
  /// What is kept of each part of an error.
  private static final int LONGEST_PART = 8 << 10;

  /// How long our own statements may take that cannot wait for a lock.
  private static final int SOON_MILLIS = 5_000;

  private static final String NO_COPY =
      "COPY from or to the client is not possible over HTTP: use INSERT and SELECT";

  private final WireTarget target;
  private final Socket socket;
  private final OutputStream out;
  private final Incoming in;
  private boolean passwordChecked;
  private int backend;
  private int key;
  private char state;
  private int awaited;

  private WireConnection(WireTarget target, Socket socket) throws IOException {
    this.target = target;
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new Incoming(socket.getInputStream());
  }

  /// Connects and logs in.
  ///
  /// @param settings of the session, which nobody's `alter role ... set` overrides
  /// @throws RefusedException if Postgres lets this user not in
  public static WireConnection open(
      WireTarget target, String user, String password, Map<String, String> settings)
      throws IOException, RefusedException {
    WireConnection connection = new WireConnection(target, target.reach());
    try {
      Map<String, String> all = new LinkedHashMap<>(settings);
      all.put("user", user);
      all.put("database", target.database());
      all.put("client_encoding", "UTF8");
      LogIn logIn = new LogIn(user, password);
      connection.begin(all, logIn);
      connection.passwordChecked = logIn.wasAsked();
      connection.socket.setSoTimeout(0);
      return connection;
    } catch (IOException | RefusedException | RuntimeException failure) {
      connection.close();
      throw failure;
    }
  }

  private void begin(Map<String, String> settings, LogIn logIn)
      throws IOException, RefusedException {
    send(new Outgoing().startup(settings));
    while (true) {
      char type = in.next();
      switch (type) {
        case 'R' -> {
          Outgoing answer = logIn.answer(in);
          if (answer != null) {
            send(answer);
          }
        }
        case 'K' -> {
          backend = in.int32();
          key = in.int32();
        }
        case 'E' -> throw new RefusedException(error());
        case 'S', 'N', 'v' -> in.skipRest();
        case 'Z' -> {
          state = (char) in.int8();
          return;
        }
        default -> throw new ProtocolException("Postgres sent '" + type + "' during the log-in");
      }
    }
  }

  /// Sends all at once; as many replies are to be read, or settled.
  public void send(Outgoing messages) throws IOException {
    awaited += messages.replies();
    out.write(messages.all());
    out.flush();
  }

  /// Reads one reply.
  ///
  /// @param ahead how many statements of our own were ahead; what they answer is dropped
  /// @param tooMuch called once, when there is no room for a row; the rest is passed over
  /// @throws IOException if the connection broke
  public Reply reply(int ahead, Rows rows, Runnable tooMuch) throws IOException {
    int done = 0;
    String tag = "";
    PostgresError error = null;
    boolean cut = false;
    while (true) {
      char type = in.next();
      switch (type) {
        case 'T' -> rows.begin(columns());
        case 'D' -> {
          if (done >= ahead && !cut && in.left() > rows.room()) {
            cut = true;
            tooMuch.run();
          }
          if (done >= ahead && !cut) {
            rows.add(row());
          }
        }
        case 'C' -> {
          tag = in.textToZero(100);
          done++;
        }
        case 'I' -> done++;
        case 'E' -> {
          PostgresError said = error();
          error = error == null ? said : error;
          if (said.isFatal()) {
            close();
            return new Reply(done, "", said, cut);
          }
        }
        // How many replies Postgres gives from here on depends on when the copy fails.
        case 'G', 'H', 'W' -> {
          close();
          return new Reply(done, "", PostgresError.of("0A000", NO_COPY), cut);
        }
        case 'Z' -> {
          state = (char) in.int8();
          awaited--;
          return new Reply(done, tag, error, cut);
        }
        // Completions, notices, notifications, settings: nobody asked for them.
        case '1', '2', '3', 'n', 's', 'N', 'A', 'S' -> in.skipRest();
        default -> throw new ProtocolException("Postgres sent '" + type + "' in a reply");
      }
    }
  }

  /// Reads the reply to a script of our own, and drops what it answers.
  public Reply reply() throws IOException {
    return reply(0, Dropped.ROWS, () -> {});
  }

  /// Runs a script of our own that takes no time.
  ///
  /// @throws IOException if Postgres does not answer soon
  public void runSoon(String script) throws IOException, RefusedException {
    send(new Outgoing().script(script));
    settle();
  }

  /// Reads all replies that are still to come, of scripts of our own that take no time, and drops
  /// what they answer.
  ///
  /// @throws IOException if Postgres does not answer soon
  /// @throws RefusedException if Postgres refused one
  public void settle() throws IOException, RefusedException {
    socket.setSoTimeout(SOON_MILLIS);
    PostgresError first = null;
    while (awaited > 0 && !isClosed()) {
      PostgresError error = reply().error();
      first = first == null ? error : first;
    }
    if (!isClosed()) {
      socket.setSoTimeout(0);
    }
    if (first != null) {
      throw new RefusedException(first);
    }
  }

  private enum Dropped implements Rows {
    ROWS;

    @Override
    public void begin(List<Column> columns) {
      // Nobody asked.
    }

    @Override
    public void add(@Nullable String[] cells) {
      // Nobody asked.
    }

    @Override
    public long room() {
      return Long.MAX_VALUE;
    }
  }

  private List<Column> columns() throws IOException {
    int count = in.int16();
    List<Column> columns = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = in.textToZero(LONGEST_PART);
      int table = in.int32();
      int number = in.int16();
      int type = in.int32();
      int size = in.int16();
      int modifier = in.int32();
      in.int16();
      columns.add(new Column(name, table, number, type, size, modifier));
    }
    return columns;
  }

  private @Nullable String[] row() throws IOException {
    @Nullable String[] cells = new @Nullable String[in.int16()];
    for (int i = 0; i < cells.length; i++) {
      int length = in.int32();
      cells[i] = length < 0 ? null : in.text(length);
    }
    return cells;
  }

  private PostgresError error() throws IOException {
    Map<Character, String> parts = new HashMap<>();
    while (true) {
      int letter = in.int8();
      if (letter == 0) {
        return PostgresError.read(parts);
      }
      parts.put((char) letter, in.textToZero(LONGEST_PART));
    }
  }

  /// Whether nothing is to be answered any more, and no transaction is open.
  public boolean isIdle() {
    return isSettled() && state == 'I';
  }

  /// Whether nothing is to be answered any more, and a transaction is open in which all went well.
  public boolean isInTransaction() {
    return isSettled() && state == 'T';
  }

  /// Whether all that was sent has been answered.
  public boolean isSettled() {
    return awaited == 0;
  }

  public boolean isClosed() {
    return socket.isClosed();
  }

  /// Whether Postgres asked for the password. Where `pg_hba.conf` says `trust`, it lets everybody
  /// in.
  public boolean isPasswordChecked() {
    return passwordChecked;
  }

  /// The process id of the backend.
  public int backend() {
    return backend;
  }

  /// Asks Postgres to end the statement that runs, on a connection of its own.
  public void cancel() throws IOException {
    try (Socket other = target.reach()) {
      other.getOutputStream().write(new Outgoing().cancel(backend, key).all());
      other.getOutputStream().flush();
      // Postgres closes it when the signal is sent.
      while (other.getInputStream().read() >= 0) {
        // It says nothing.
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      // Closed is what it was to be.
    }
  }
}
