import "server-only";
import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import * as schema from "./schema";
import { stackServerApp } from "./stack";

// Only where Rollcall has another port than 443: the driver asks for no other by itself.
if (process.env.ROLLCALL_URL) {
  neonConfig.fetchEndpoint = `${process.env.ROLLCALL_URL}/sql`;
}

const fetchOptions = { cache: "no-store" };

/** The database as the user who is signed in: Postgres shows them their own rows only. */
export async function asUser(query) {
  const user = await stackServerApp.getUser();
  if (!user) {
    throw new Error("Nobody is signed in");
  }
  const { accessToken } = await user.getAuthJson();
  const client = neon(process.env.DATABASE_AUTHENTICATED_URL, { authToken: accessToken, fetchOptions });
  return query(drizzle(client, { schema }));
}

/** The database as the tables' owner, for what is about everybody. */
export function asOwner(query) {
  return query(drizzle(neon(process.env.DATABASE_URL, { fetchOptions }), { schema }));
}
