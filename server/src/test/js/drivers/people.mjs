// The application's own login, and users who sign up.
import assert from "node:assert/strict";

export const owner = process.env.DATABASE_URL;
export const authenticated = process.env.DATABASE_AUTHENTICATED_URL;

/** Signs a user up through the API; answers their id and an access token. */
export async function member(name) {
  const answer = await fetch(`${process.env.NEXT_PUBLIC_STACK_API_URL}/api/v1/auth/password/sign-up`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-stack-access-type": "client",
      "x-stack-project-id": process.env.NEXT_PUBLIC_STACK_PROJECT_ID,
      "x-stack-publishable-client-key": process.env.NEXT_PUBLIC_STACK_PUBLISHABLE_CLIENT_KEY,
    },
    body: JSON.stringify({
      email: `${name}.${process.pid}@example.com`,
      password: "correct horse battery",
      verification_callback_url: "http://localhost:3000/handler/email-verification",
    }),
  });
  const { user_id: id, access_token: token } = await answer.json();
  assert.equal(answer.status, 200);
  return { id, token };
}
