// The webhook handler of Neon's documents (svix, a pool of ten connections, one upsert a request),
// with its header bug mended, and the same as far as Node can go: HMAC of its own and one commit
// for many requests.
//
// node handler.mjs documents|group; DATABASE_URL, WEBHOOK_SECRET. Prints its port.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';
import { Webhook } from 'svix';

const secret = process.env.WEBHOOK_SECRET;
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const webhook = new Webhook(secret);
const key = Buffer.from(secret.slice('whsec_'.length), 'base64');

function verifyNatively(body, headers) {
  const id = headers['svix-id'];
  const timestamp = headers['svix-timestamp'];
  if (!id || Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) {
    throw new Error('too old, or no id');
  }
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  const signed = (headers['svix-signature'] ?? '').split(' ').some((word) => {
    const given = Buffer.from(word.slice('v1,'.length), 'base64');
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  if (!signed) {
    throw new Error('no signature matches');
  }
  return JSON.parse(body);
}

const user = ({ data }) => [data.id, data.name, data.email, new Date(data.updated_at), JSON.stringify(data)];

async function upsertOne(payload) {
  await pool.query({
    name: 'upsert',
    text: `insert into users (id, name, email, updated_at, raw_json) values ($1, $2, $3, $4, $5)
           on conflict (id) do update
              set name = excluded.name, email = excluded.email, updated_at = excluded.updated_at,
                  raw_json = excluded.raw_json`,
    values: user(payload),
  });
}

const waiting = [];
let writing = false;

function upsertInGroup(payload) {
  return new Promise((resolve, reject) => {
    waiting.push({ row: user(payload), resolve, reject });
    if (!writing) {
      writing = true;
      setImmediate(writeGroups);
    }
  });
}

async function writeGroups() {
  while (waiting.length > 0) {
    const group = waiting.splice(0, 512);
    // Of several changes of one user in a group the newest is written.
    const newest = new Map();
    for (const { row } of group) {
      if (!(newest.get(row[0])?.[3] > row[3])) {
        newest.set(row[0], row);
      }
    }
    const rows = [...newest.values()];
    try {
      await pool.query({
        name: 'upsert group',
        text: `insert into users (id, name, email, updated_at, raw_json)
               select * from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::jsonb[])
               on conflict (id) do update
                  set name = excluded.name, email = excluded.email,
                      updated_at = excluded.updated_at, raw_json = excluded.raw_json
                where users.updated_at < excluded.updated_at`,
        values: [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column])),
      });
      group.forEach(({ resolve }) => resolve());
    } catch (problem) {
      group.forEach(({ reject }) => reject(problem));
    }
  }
  writing = false;
}

const [verify, upsert] =
  process.argv[2] === 'group'
    ? [verifyNatively, upsertInGroup]
    : [(body, headers) => webhook.verify(body, headers), upsertOne];

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    let payload;
    try {
      payload = verify(Buffer.concat(chunks), request.headers);
    } catch {
      response.writeHead(401).end();
      return;
    }
    try {
      await upsert(payload);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"message":"User added"}');
    } catch (problem) {
      console.error(problem);
      response.writeHead(500).end();
    }
  });
}).listen(0, '127.0.0.1', function () {
  console.log(this.address().port);
});
