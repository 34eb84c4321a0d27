// Makes the tables, as their owner. It may be run again.
import { readFileSync } from "node:fs";
import { neon, neonConfig } from "@neondatabase/serverless";

if (process.env.ROLLCALL_URL) {
  neonConfig.fetchEndpoint = `${process.env.ROLLCALL_URL}/sql`;
}
const sql = neon(process.env.DATABASE_URL);
const schema = readFileSync(new URL("schema.sql", import.meta.url), "utf8");
await sql.transaction(schema.split(/;\s*\n/).filter((one) => one.trim()).map((one) => sql(one)));
