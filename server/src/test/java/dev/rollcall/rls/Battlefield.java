package dev.rollcall.rls;

import dev.rollcall.jdbc.GatewayTicket;
import dev.rollcall.postgres.Database;
import dev.rollcall.rls.Attack.Turn;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A database in which mallory attacks the victim, and the judge of what came of it.
final class Battlefield {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z][A-Za-z0-9 -]+)\\}");
  private static final List<String> LOOT =
      List.of("select body from secret union all select body from note");

  private final Database database;
  private final String url;
  private final Weakened weakness;
  private final Gate.Opener gates;
  private final Forgeries forgeries;

  /// @param database empty but for row-level security, as a superuser
  Battlefield(Database database, String url, Weakened weakness) {
    this(database, url, weakness, role -> Gateway.connect(weakness, role, url));
  }

  /// @param gates what is attacked
  Battlefield(Database database, String url, Weakened weakness, Gate.Opener gates) {
    this.gates = gates;
    this.database = database;
    this.url = url;
    this.weakness = weakness;
    this.forgeries = new Forgeries();
    prepare();
  }

  private void prepare() {
    RlsFixture.login(database, "rls_shared", "in role authenticated, anonymous");
    forgeries.install(database);
    RlsFixture.execute(
        database,
        """
        do $$ begin
          execute format('revoke temporary, create on database %I from public', current_database());
        end $$;
        revoke create on schema public from public;
        do $$ begin perform auth.set_gateway_key(1, decode(repeat('00', 32), 'hex')); end $$;
        create table secret (id int primary key, user_id text not null, body text);
        create table note (id serial primary key, user_id text not null, body text);
        alter table secret enable row level security;
        alter table note enable row level security;
        create policy own on secret using (user_id = (select auth.user_id()))
          with check (user_id = (select auth.user_id()));
        create policy own on note using (user_id = (select auth.user_id()))
          with check (user_id = (select auth.user_id()));
        grant usage on schema public to authenticated, anonymous;
        grant select, insert, update, delete on secret, note to authenticated, anonymous;
        grant usage on sequence note_id_seq to authenticated, anonymous;
        create table kept as
          select 'jwk' as what, to_jsonb(k) as row from auth_private.jwk k
          union all select 'seal', to_jsonb(s) from auth_private.seal_key s
          union all select 'gateway', to_jsonb(g) from auth_private.gateway_key g
          union all select 'setting', to_jsonb(s) from auth_private.setting s;
        """
            + weakness.sql());
  }

  /// Everything as it was before the first attack.
  private void restore() {
    RlsFixture.execute(
        database,
        """
        do $$ declare o record; begin
          if exists (select from pg_namespace where nspname = 'mine') then drop schema mine cascade; end if;
          for o in select p.oid::regprocedure as name from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.proname <> 'me' loop
            execute 'drop function ' || o.name || ' cascade';
          end loop;
          for o in select polname, polrelid::regclass as name from pg_policy
            where polname <> 'own' and polrelid in ('secret'::regclass, 'note'::regclass) loop
            execute format('drop policy %I on %s', o.polname, o.name);
          end loop;
          for o in select distinct setrole::regrole as name from pg_db_role_setting where setrole <> 0 loop
            execute format('alter role %s reset all', o.name);
            execute format('alter role %s in database %I reset all', o.name, current_database());
          end loop;
        end $$;
        truncate secret, note;
        insert into secret values (1, 'victim', 'VICTIM-SECRET one'), (2, 'mallory', 'mallory one'),
          (3, 'victim', 'VICTIM-SECRET two');
        insert into note (user_id, body) values ('mallory', 'mallory note');
        """);
    if (weakness != Weakened.NO_RLS) {
      RlsFixture.execute(database, "alter table secret enable row level security");
    }
    if (weakness == Weakened.SET_ROLE) {
      RlsFixture.execute(database, "revoke all on secret from public");
    }
    if (weakness == Weakened.OPEN) {
      RlsFixture.execute(
          database,
          """
          truncate auth_private.jwk, auth_private.seal_key, auth_private.gateway_key, auth_private.setting;
          insert into auth_private.jwk select (jsonb_populate_record(null::auth_private.jwk, row)).* from kept where what = 'jwk';
          insert into auth_private.seal_key select (jsonb_populate_record(null::auth_private.seal_key, row)).* from kept where what = 'seal';
          insert into auth_private.gateway_key select (jsonb_populate_record(null::auth_private.gateway_key, row)).* from kept where what = 'gateway';
          insert into auth_private.setting select (jsonb_populate_record(null::auth_private.setting, row)).* from kept where what = 'setting';
          """);
    }
  }

  /// What went wrong for the victim; empty where nothing did.
  List<String> violations(Attack attack) throws SQLException {
    restore();
    List<String> found = new ArrayList<>();
    try (Captured captured = Captured.at(url, forgeries.token("victim"))) {
      Gate main = gates.open(RlsFixture.POOL.getFirst());
      try {
        for (Turn turn : attack.turns()) {
          List<String> statements =
              turn.statements().stream().map(sql -> filled(sql, captured)).toList();
          switch (turn.actor()) {
            case MALLORY -> judgeMallory(found, main.request("mallory", looting(statements)));
            case NOBODY -> judgeMallory(found, main.request(null, looting(statements)));
            case SESSION -> judgeMallory(found, main.session(statements));
            case VICTIM -> judgeVictim(found, main.request("victim", statements));
            case ELSEWHERE -> {
              try (Gate second = gates.open(RlsFixture.POOL.get(3))) {
                judgeMallory(found, second.request("mallory", looting(statements)));
              }
            }
            case ANEW -> {
              main.close();
              main = gates.open(RlsFixture.POOL.getFirst());
              judgeMallory(found, main.session(statements));
              judgeMallory(found, main.request("mallory", looting(statements)));
            }
          }
        }
        judgeVictim(found, main.request("victim", List.of(main.trusted())));
        found.addAll(
            strangers(
                "victim",
                main.request("victim", List.of("select coalesce(auth.user_id(), 'null')"))));
        judgeMallory(found, main.request(null, LOOT));
        found.addAll(
            strangers(
                "null", main.request(null, List.of("select coalesce(auth.user_id(), 'null')"))));
      } finally {
        main.close();
      }
    }
    found.addAll(RlsFixture.strings(database, DAMAGE));
    return found;
  }

  private static final String DAMAGE =
      """
      select 'a row in the victim''s name: ' || body from (select * from secret union all select * from note) r
       where user_id = 'victim' and body not like 'VICTIM-SECRET%'
      union all
      select 'a copy of the victim''s row' from (select * from secret union all select * from note) r
       where user_id <> 'victim' and body like '%VICTIM-SECRET%'
      union all
      select 'a row by nobody' from note where body = 'as nobody'
      union all
      select 'the victim has ' || count(*) || ' rows' from secret where user_id = 'victim' having count(*) <> 2
      """;

  private static List<String> looting(List<String> statements) {
    List<String> all = new ArrayList<>(statements);
    all.addAll(LOOT);
    return all;
  }

  private static void judgeMallory(List<String> found, List<String> cells) {
    cells.stream()
        .filter(cell -> cell.contains("VICTIM-SECRET"))
        .findFirst()
        .ifPresent(cell -> found.add("mallory read: " + cell));
  }

  private static void judgeVictim(List<String> found, List<String> cells) {
    cells.stream()
        .filter(cell -> cell.contains("poisoned") || cell.contains("mallory"))
        .findFirst()
        .ifPresent(cell -> found.add("the victim was shown: " + cell));
  }

  private static List<String> strangers(String expected, List<String> cells) {
    return cells.stream()
        .filter(cell -> !cell.equals(expected) && !cell.startsWith("error: "))
        .map(cell -> "a request of " + expected + " was one of " + cell)
        .toList();
  }

  private String filled(String sql, Captured captured) {
    Matcher matcher = PLACEHOLDER.matcher(sql);
    StringBuilder filled = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(
          filled, Matcher.quoteReplacement(value(matcher.group(1), captured)));
    }
    return matcher.appendTail(filled).toString();
  }

  private String value(String name, Captured captured) {
    Instant now = Instant.now();
    return switch (name) {
      case "victim seal" -> captured.seal();
      case "victim session seal" -> captured.sessionSeal();
      case "victim ticket" ->
          ticket(
              GatewayTicket.of(
                  SigningKey.claims("victim"),
                  1,
                  Gateway.KEY,
                  captured.backend(),
                  now,
                  now.plusSeconds(60)),
              "victim");
      case "mallory ticket as victim", "mallory ticket moved" -> {
        GatewayTicket own =
            GatewayTicket.of(
                SigningKey.claims("mallory"), 1, Gateway.KEY, 0, now, now.plusSeconds(60));
        String arguments = ticket(own, "victim");
        yield name.endsWith("moved")
            ? arguments.replaceFirst(", 1, 0,", ", 1, pg_backend_pid(),")
            : arguments;
      }
      case "ticket of key 77" -> {
        byte[] key = HexFormat.of().parseHex("36".repeat(32));
        yield ticket(
            GatewayTicket.of(SigningKey.claims("victim"), 77, key, 0, now, now.plusSeconds(60)),
            "victim");
      }
      case "other jwk" -> forgeries.otherJwk();
      default -> forgeries.token(name.replaceFirst("^token ", ""));
    };
  }

  private static String ticket(GatewayTicket ticket, String user) {
    return "'%s', %d, %d, %d, %d, decode('%s', 'hex')"
        .formatted(
            ticket.claims().replace("\"mallory\"", '"' + user + '"'),
            ticket.key(),
            ticket.backend(),
            GatewayTicket.micros(ticket.issuedAt()),
            ticket.expiresAt().getEpochSecond(),
            HexFormat.of().formatHex(ticket.mac()));
  }
}
