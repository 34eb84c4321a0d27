package dev.rollcall.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rollcall.testing.RunningServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pages of users and searches among many, over HTTP, by one client. The users are written by SQL:
/// their names are made of 50 first names and of eight digits, a to f among them, by chance, and
/// all have an address at `example.com`.
@Tag("bench")
class UserSearchBench {
  private static final Logger LOG = LoggerFactory.getLogger(UserSearchBench.class);
  private static final int USERS = Integer.getInteger("bench.users", 1_000_000);
  private static final int SESSIONS = 1;
  private static final Duration ROUND = Duration.ofSeconds(3);

  @TempDir Path folder;

  @Test
  void search_among_many_users() throws Exception {
    try (RunningServer server = RunningServer.start(folder)) {
      BuiltInClients application = new BuiltInClients(server);
      application.fill(SESSIONS, SESSIONS);
      fill(server);
      String name =
          one(
              server,
              "select substr(display_name, position(' ' in display_name) + 1) from rollcall_auth.account where display_name like 'Zoe%' order by id limit 1");
      String rare = name.substring(0, 5);
      String middle =
          one(
              server,
              "select id from rollcall_auth.account order by signed_up_at, id offset "
                  + USERS / 2
                  + " limit 1");

      Map<String, String> paths = new LinkedHashMap<>();
      paths.put("first page", "");
      paths.put("page in the middle", "&cursor=" + middle);
      paths.put("page in the middle, newest first", "&desc=true&cursor=" + middle);
      paths.put("everybody, 3 letters", "&query=exa");
      paths.put("everybody, 11 letters", "&query=example.com");
      paths.put("one in 50, 3 letters", "&query=zoe");
      paths.put("one in 50, newest first", "&desc=true&query=zoe");
      paths.put("rare, 3 letters", "&query=" + name.substring(0, 3));
      paths.put("rare, 5 letters", "&query=" + rare);
      paths.put("one user, 8 letters", "&query=" + name);
      paths.put("one user, the address", "&query=" + name + "%40example.com");
      paths.put("nobody, 3 letters", "&query=qqq");
      paths.put("nobody, but with common pieces", "&query=example.com.example");
      paths.put("an id", "&query=" + middle);
      paths.put("2 letters that many have", "&query=zo");
      paths.put("2 letters that nobody has", "&query=qq");
      for (Map.Entry<String, String> path : paths.entrySet()) {
        measure(server, application, path.getKey(), "/api/v1/users?limit=20" + path.getValue());
      }
      assertThat(one(server, "select count(*) from rollcall_auth.account"))
          .isEqualTo(String.valueOf(USERS + SESSIONS));
    }
  }

  private static void measure(
      RunningServer server, BuiltInClients application, String what, String path) throws Exception {
    long before = scans(server);
    List<Load.Request> clients = application.asking(() -> path);
    // Postgres plans a statement five times before it keeps a plan.
    for (int i = 0; i < 10; i++) {
      clients.getFirst().ask();
    }
    Load.Round round = Load.run(clients, ROUND);
    // Postgres counts what a connection did a second later, when it has something to do again.
    TimeUnit.MILLISECONDS.sleep(1_500);
    clients.getFirst().ask();
    LOG.info(
        "{}: {} requests, p50 {} ms, p99 {} ms, searched the index account_search: {}",
        what,
        round.nanos().length,
        round.millis(0.5),
        round.millis(0.99),
        scans(server) > before);
  }

  private static long scans(RunningServer server) throws IOException, SQLException {
    return Long.parseLong(
        one(
            server,
            "select idx_scan from pg_stat_all_indexes where indexrelname = 'account_search'"));
  }

  /// The columns as `Accounts` writes them. The index is made at the end, which is quicker.
  private static void fill(RunningServer server) throws IOException, SQLException {
    String index = one(server, "select pg_get_indexdef('rollcall_auth.account_search'::regclass)");
    long began = System.nanoTime();
    execute(
        server,
        "drop index rollcall_auth.account_search",
        """
        insert into rollcall_auth.account (id, display_name, signed_up_at, last_active_at, updated_at, search)
        select id, name, at, at, at, lower(name || chr(10) || tail || '@example.com')
          from (select gen_random_uuid() as id, now() - make_interval(secs => n) as at,
                       (string_to_array('Zoe,Ada,Ben,Carla,Dan,Eve,Finn,Gina,Hugo,Ida,Jan,Kim,Leo,Mia,'
                         || 'Noah,Olga,Paul,Rosa,Sam,Tina,Uwe,Vera,Wim,Yara,Anna,Boris,Clara,David,'
                         || 'Elena,Fritz,Greta,Hans,Ines,Jonas,Klara,Luis,Maria,Nina,Oscar,Petra,Rita,'
                         || 'Simon,Tom,Ute,Victor,Walter,Yann,Alma,Bruno,Cora', ','))[n %% 50 + 1]
                         || ' ' || tail as name, tail
                  from (select n, substr(md5(n::text), 1, 8) as tail
                          from generate_series(1, %d) as n) as counted) as made
        """
            .formatted(USERS),
        """
        insert into rollcall_auth.contact_channel
               (id, account, type, value, is_primary, is_verified, used_for_auth, created_at)
        select gen_random_uuid(), id, 'email', split_part(search, chr(10), 2), true, true, false,
               signed_up_at
          from rollcall_auth.account where display_name !~ '^User'
        """);
    long filled = System.nanoTime();
    execute(
        server,
        index,
        "vacuum (analyze) rollcall_auth.account",
        "vacuum (analyze) rollcall_auth.contact_channel");
    LOG.info(
        "{} users written in {} s, the index made in {} s; {} in the index, {} in the table",
        USERS,
        Math.round((filled - began) / 1e9),
        Math.round((System.nanoTime() - filled) / 1e9),
        one(server, "select pg_size_pretty(pg_relation_size('rollcall_auth.account_search'))"),
        one(server, "select pg_size_pretty(pg_table_size('rollcall_auth.account'))"));
  }

  private static void execute(RunningServer server, String... sql)
      throws IOException, SQLException {
    try (Connection superuser = server.superuser();
        Statement statement = superuser.createStatement()) {
      for (String one : sql) {
        statement.execute(one);
      }
    }
  }

  private static String one(RunningServer server, String sql) throws IOException, SQLException {
    try (Connection superuser = server.superuser();
        Statement statement = superuser.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      assertThat(rows.next()).as(sql).isTrue();
      return rows.getString(1);
    }
  }
}
