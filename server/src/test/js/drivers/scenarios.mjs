// What an application does with @neondatabase/serverless, beside what node-postgres does over a
// connection.
import assert from "node:assert/strict";
import { neon, neonConfig, NeonDbError } from "@neondatabase/serverless";
import pg from "pg";
import { errors, queries, setup } from "./corpus.mjs";
import { drizzleScenarios } from "./drizzle.mjs";
import { leadTo } from "./ports.mjs";
import { authenticated, member, owner } from "./people.mjs";

const ERROR_PARTS =
  "message code detail hint position internalPosition internalQuery severity where table column" +
  " schema dataType constraint file line routine";

/** The driver's function for texts; before 1.0 it was the tag itself. */
export const asking = (sql) => (sql.query ? sql.query.bind(sql) : sql);

export async function* scenarios() {
  const direct = new pg.Client({ connectionString: owner });
  await direct.connect();
  await direct.query(setup);
  const asked = leadTo(process.env.ROLLCALL_TLS_URL);
  const ask = asking(neon(owner, { fullResults: true }));

  yield [
    "the driver finds the server by the host of the database",
    async () => {
      await ask("select 1");
      assert.deepEqual(asked, ["https://localhost/sql"]);
    },
  ];
  for (const [text, params = []] of queries) {
    yield [`the same as over a connection: ${text.slice(0, 90)}`, () => same(direct, ask, text, params)];
  }
  for (const [text, params = []] of errors) {
    yield [`fails as over a connection: ${text.slice(0, 90)}`, () => sameError(direct, ask, text, params)];
  }
  yield* ownScenarios(ask);
  yield* tokenScenarios();
  yield* drizzleScenarios(direct);
  yield [
    "the server is reached without TLS by neonConfig.fetchEndpoint",
    async () => {
      neonConfig.fetchEndpoint = `${process.env.ROLLCALL_URL}/sql`;
      assert.deepEqual(await neon(owner)`select ${7}::int as seven`, [{ seven: 7 }]);
      assert.equal(asked.at(-1), `${process.env.ROLLCALL_URL}/sql`);
    },
  ];
  await direct.end();
}

/** Over the connection first, and taken back, so that both find the same. */
async function same(direct, ask, text, params) {
  const changes = !/^\s*(select|values|table|show|explain|--|$)/.test(text);
  for (const arrayMode of changes ? [false] : [false, true]) {
    await direct.query("begin");
    let expected;
    try {
      expected = await direct.query({ text, values: params, rowMode: arrayMode ? "array" : undefined });
    } finally {
      await direct.query("rollback");
    }
    const found = await ask(text, params, { arrayMode });

    assert.deepEqual(plain(found.rows), plain(expected.rows));
    assert.deepEqual(fields(found), fields(expected));
    assert.equal(found.command || null, expected.command);
    assert.equal(found.rowCount, expected.rowCount);
  }
}

/** Each driver has a class of its own for intervals and points. */
function plain(value) {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value === null || typeof value !== "object" || value instanceof Date || Buffer.isBuffer(value)) {
    return value;
  }
  return { kind: value.constructor.name, parts: Object.entries(value).map(([key, part]) => [key, plain(part)]) };
}

const fields = (result) =>
  result.fields.map(
    ({ name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format }) =>
      ({ name, tableID, columnID, dataTypeID, dataTypeSize, dataTypeModifier, format }));

async function sameError(direct, ask, text, params) {
  await direct.query("begin");
  const expected = await direct.query({ text, values: params, queryMode: "extended" }).catch((error) => error);
  await direct.query("rollback");
  const found = await ask(text, params).catch((error) => error);

  assert.ok(expected instanceof pg.DatabaseError, `expected an error: ${expected}`);
  assert.ok(found instanceof NeonDbError, `found ${found?.stack ?? JSON.stringify(found)}`);
  for (const part of ERROR_PARTS.split(" ")) {
    // pg has undefined where the driver has undefined or null.
    assert.equal(found[part] ?? null, expected[part] ?? null, part);
  }
}

async function* ownScenarios(ask) {
  const sql = neon(owner);
  yield [
    "templates, fullResults and arrayMode",
    async () => {
      assert.deepEqual(await sql`select ${"a"}::text as a, ${[1, 2]}::int[] as n`, [{ a: "a", n: [1, 2] }]);
      const full = await neon(owner, { fullResults: true, arrayMode: true })`select 1 as one, 2 as one`;
      assert.deepEqual(full.rows, [[1, 2]]);
      assert.equal(full.rowAsArray, true);
      assert.equal(full.command, "SELECT");
    },
  ];
  yield [
    "a transaction is one transaction",
    async () => {
      const [before, , after] = await sql.transaction([
        sql`select pg_current_xact_id()::text as id`,
        sql`insert into things (id, name) values (300, 'kept')`,
        sql`select pg_current_xact_id()::text as id, (select count(*)::int from things where id = 300) as n`,
      ]);
      assert.equal(before[0].id, after[0].id);
      assert.equal(after[0].n, 1);
      assert.equal((await sql`select * from things where id = 300`).length, 1);
    },
  ];
  yield [
    "a transaction that fails leaves nothing",
    async () => {
      await assert.rejects(
        sql.transaction([
          sql`insert into things (id, name) values (301, 'lost')`,
          sql`select 1 / 0`,
          sql`insert into things (id, name) values (302, 'never')`,
        ]),
        (error) => error instanceof NeonDbError && error.code === "22012",
      );
      assert.deepEqual(await sql`select id from things where id in (301, 302)`, []);
    },
  ];
  for (const [isolationLevel, shown] of [
    ["ReadUncommitted", "read uncommitted"],
    ["ReadCommitted", "read committed"],
    ["RepeatableRead", "repeatable read"],
    ["Serializable", "serializable"],
  ]) {
    yield [
      `a transaction is ${shown}, read only and deferrable when asked for`,
      async () => {
        const ways = [
          sql`show transaction_isolation`,
          sql`show transaction_read_only`,
          sql`show transaction_deferrable`,
        ];
        const plain = await sql.transaction(ways, { isolationLevel });
        const strict = await sql.transaction(ways, { isolationLevel, readOnly: true, deferrable: true });

        assert.deepEqual(values(plain), [shown, "off", "off"]);
        assert.deepEqual(values(strict), [shown, "on", "on"]);
      },
    ];
  }
  yield [
    "a read-only transaction refuses to write",
    () =>
      assert.rejects(
        sql.transaction([sql`insert into things (id, name) values (303, 'x')`], { readOnly: true }),
        { code: "25006" },
      ),
  ];
  yield [
    "each query of a transaction has its own result, with its fields",
    async () => {
      const results = await sql.transaction(
        (tx) => [tx`select 1 as a`, tx`select 'x' as b where false`, tx`update things set price = 0 where id = 1`],
        { fullResults: true },
      );
      assert.deepEqual(results.map((one) => [one.command, one.rowCount, one.fields.map((f) => f.name)]), [
        ["SELECT", 1, ["a"]],
        ["SELECT", 0, ["b"]],
        ["UPDATE", 1, []],
      ]);
    },
  ];
  yield [
    "an application's own type parsers see Postgres' text",
    async () => {
      const seen = [];
      const types = { getTypeParser: (oid) => (text) => (seen.push([oid, text]), text) };
      await ask("select 1.50::numeric(5, 2) as n, true as b", [], { types });
      assert.deepEqual(seen, [[1700, "1.50"], [16, "t"]]);
    },
  ];
  yield [
    "a wrong password is Postgres' own error",
    () => assert.rejects(neon(owner.replace(/:[^:@]+@/, ":wrong@"))`select 1`, { code: "28P01" }),
  ];
  yield [
    "a database that is not there is said",
    () => assert.rejects(neon(owner.replace(/\/[^/]+$/, "/nowhere"))`select 1`, { code: "3D000" }),
  ];
  yield [
    "settings do not outlive their request",
    async () => {
      await ask("set statement_timeout = '1234ms'");
      await ask("select set_config('request.jwt.claims', 'x', false)");
      for (let i = 0; i < 5; i++) {
        const { rows } = await ask("select current_setting('request.jwt.claims', true) as c, current_setting('statement_timeout') as t");
        assert.ok(!rows[0].c && rows[0].t !== "1234ms", JSON.stringify(rows));
      }
    },
  ];
  yield [
    "many requests at once are all answered",
    async () => {
      const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => sql`select ${i}::int as i`));
      assert.deepEqual(answers.map((rows) => rows[0].i), Array.from({ length: 40 }, (_, i) => i));
    },
  ];
}

const values = (results) => results.map((rows) => Object.values(rows[0])[0]);

async function* tokenScenarios() {
  const { id, token } = await member("ann");
  yield [
    "authToken, as a text and as a function: the user's own identity",
    async () => {
      const byText = neon(authenticated, { authToken: token });
      const byFunction = neon(authenticated, { authToken: async () => token });
      for (const sql of [byText, byFunction]) {
        const [found] = await sql`select auth.user_id() as id, pg_has_role('authenticated', 'member') as member`;
        assert.deepEqual(found, { id, member: true });
      }
    },
  ];
  yield [
    "authToken for one query",
    async () => {
      const ask = asking(neon(authenticated));
      assert.deepEqual(await ask("select auth.user_id() as id", [], { authToken: token }), [{ id }]);
    },
  ];
  yield [
    "authToken for a transaction",
    async () => {
      const sql = neon(authenticated, { authToken: token });
      const [one, two] = await sql.transaction([sql`select auth.user_id() as id`, sql`select auth.session()->>'sub' as id`]);
      assert.deepEqual([one, two], [[{ id }], [{ id }]]);
    },
  ];
  yield [
    "a damaged token is refused, and the driver says why",
    () =>
      assert.rejects(neon(authenticated, { authToken: token.slice(0, -4) + "AAAA" })`select 1`, (error) => {
        assert.ok(error instanceof NeonDbError, `${error?.stack}`);
        return error.code === "28000" && error.message.length > 10;
      }),
  ];
  yield [
    "no token is refused, and the driver says why",
    () => assert.rejects(neon(authenticated)`select 1`, /missing authentication credentials/),
  ];
  yield [
    "a user with a token reads no table of the owner's",
    () => assert.rejects(neon(authenticated, { authToken: token })`select * from things`, { code: "42501" }),
  ];
}
