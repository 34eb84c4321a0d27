// What an application does with an SDK, the same for every version. A scenario gets a [Tester], and
// fails by throwing. `needs` names what a version may lack (see versions.mjs).
import assert from "node:assert/strict";

const PASSWORD = "quiet-harbour-41-lanterns";
const NEXT_PASSWORD = "rusty-anchor-77-meadow";
const PAGE = "http://localhost:3000/handler/";

export const scenarios = [];

function scenario(name, needs, steps) {
  scenarios.push({ name, needs, steps });
}

/** Signs a new user up and leaves them signed in. */
async function signedUp(t, name) {
  const app = t.client();
  const email = t.email(name);
  t.good(
    await app.signUpWithCredential({
      email,
      password: PASSWORD,
      noRedirect: true,
      verificationCallbackUrl: PAGE + "email-verification",
    }),
  );
  const user = await app.getUser();
  assert.ok(user, "nobody is signed in after the sign-up");
  await t.changed(user.id);
  return { app, email, user };
}

async function signIn(t, email, password) {
  const app = t.client();
  const answer = await app.signInWithCredential({ email, password, noRedirect: true });
  return { app, answer };
}

async function signedIn(t, email, password) {
  const { app, answer } = await signIn(t, email, password);
  t.good(answer);
  return app;
}

async function tokensOf(app) {
  const user = await app.getUser();
  return await user.currentSession.getTokens();
}

scenario("a sign-up is in the table when its answer arrives", [], async (t) => {
  const { user, email } = await signedUp(t, "new");
  assert.equal(user.primaryEmail, email);
  assert.equal(user.primaryEmailVerified, false);
  assert.equal(user.displayName, null);
  assert.equal(user.hasPassword, true);
  assert.ok(Math.abs(user.signedUpAt.getTime() - Date.now()) < 60_000, "signed up just now");
});

scenario("an e-mail signs up once", [], async (t) => {
  const { email, user } = await signedUp(t, "twice");
  const again = await t.client().signUpWithCredential({
    email,
    password: NEXT_PASSWORD,
    noRedirect: true,
    verificationCallbackUrl: PAGE + "email-verification",
  });
  t.refused(again, "USER_EMAIL_ALREADY_EXISTS");
  await t.changed(user.id);
});

scenario("a short password is refused", [], async (t) => {
  const answer = await t.client().signUpWithCredential({
    email: t.email("short"),
    password: "short",
    noRedirect: true,
    verificationCallbackUrl: PAGE + "email-verification",
  });
  t.refused(answer, "PASSWORD_TOO_SHORT");
});

scenario("a link to an untrusted page is refused", [], async (t) => {
  // The oldest SDK always names its own page.
  const { app, email } = await signedUp(t, "untrusted");
  if (t.has("contact channels")) {
    await t.throws(
      () => app.sendForgotPasswordEmail(email, { callbackUrl: "https://elsewhere.example/" }),
      "REDIRECT_URL_NOT_WHITELISTED",
    );
  }
});

scenario("a sign-in takes the right password only", [], async (t) => {
  const { email, user } = await signedUp(t, "in");
  const wrong = await signIn(t, email, NEXT_PASSWORD);
  t.refused(wrong.answer, "EMAIL_PASSWORD_MISMATCH");
  assert.equal(await wrong.app.getUser(), null);
  t.refused((await signIn(t, t.email("nobody"), PASSWORD)).answer, "EMAIL_PASSWORD_MISMATCH");

  const app = await signedIn(t, email, PASSWORD);

  assert.equal((await app.getUser()).id, user.id);
  await t.changed(user.id);
});

scenario("without a session there is no user", [], async (t) => {
  assert.equal(await t.client().getUser(), null);
  await assert.rejects(() => t.client().getUser({ or: "throw" }), /not signed in/);
  assert.equal(await t.server().getUser(), null);
});

scenario("the project says how to sign in", [], async (t) => {
  const project = await t.client().getProject();
  assert.equal(project.id, process.env.NEXT_PUBLIC_STACK_PROJECT_ID);
  assert.equal(project.config.signUpEnabled, true);
  assert.equal(project.config.credentialEnabled, true);
  assert.equal(project.config.magicLinkEnabled, true);
  assert.deepEqual(project.config.oauthProviders, []);
});

scenario("a wrong key is refused", [], async (t) => {
  const app = t.client("memory", { publishableClientKey: "pck_" + "0".repeat(45) });
  await t.throws(
    () => app.signInWithCredential({ email: t.email("key"), password: PASSWORD }),
    "INVALID_PUBLISHABLE_CLIENT_KEY",
  );
});

scenario("a session outlives its access token", [], async (t) => {
  const { app, user } = await signedUp(t, "refresh");
  const before = await tokensOf(app);
  // From 2.8 on, an SDK refreshes when less than 20 seconds are left; before, when it is refused.
  const left = t.millisLeft(before.accessToken) - (t.has("early refresh") ? 19_000 : 0);
  await t.pause(Math.max(0, left) + 1_500);

  assert.equal((await app.getUser()).id, user.id);

  const after = await tokensOf(app);
  assert.notEqual(after.accessToken, before.accessToken);
  assert.equal(after.refreshToken, before.refreshToken);
  await t.changed(user.id);
});

scenario("a token that the server refuses is replaced", [], async (t) => {
  const { app, user } = await signedUp(t, "forged");
  const { accessToken, refreshToken } = await tokensOf(app);
  const [head, payload, signature] = accessToken.split(".");
  const first = signature[0] === "A" ? "B" : "A";
  const forged = [head, payload, first + signature.slice(1)].join(".");

  const other = t.client({ accessToken: forged, refreshToken });

  assert.equal((await other.getUser()).id, user.id);
});

scenario("a profile is changed by its user", [], async (t) => {
  const { app, user } = await signedUp(t, "profile");
  await user.update({ displayName: "Zoë ☂", clientMetadata: { theme: ["dark", 1, null] } });
  await t.changed(user.id);
  const named = await app.getUser();
  assert.equal(named.displayName, "Zoë ☂");
  assert.deepEqual(named.clientMetadata, { theme: ["dark", 1, null] });

  await user.setDisplayName("Zoë");
  await t.changed(user.id);
  await user.setClientMetadata({ theme: "light" });
  await t.changed(user.id);

  const renamed = await app.getUser();
  assert.equal(renamed.displayName, "Zoë");
  assert.deepEqual(renamed.clientMetadata, { theme: "light" });
});

scenario("a user belongs to no team", [], async (t) => {
  const { user } = await signedUp(t, "teams");
  assert.equal((await user.listTeams()).length, 0);
  assert.equal(user.selectedTeam, null);
  assert.equal((await t.server().listTeams()).length, 0);
});

scenario("the account settings find what they ask for", ["account settings"], async (t) => {
  const { user } = await signedUp(t, "settings");
  assert.deepEqual(await user.getBilling(), { hasCustomer: false, defaultPaymentMethod: null });
  assert.equal((await user.listProducts({ limit: 1 })).length, 0);
  assert.equal((await user.listInvoices({ limit: 10 })).length, 0);
  assert.equal((await user.listNotificationCategories()).length, 0);
  assert.equal((await user.listOAuthProviders()).length, 0);
  assert.equal((await user.listConnectedAccounts()).length, 0);
});

scenario("an e-mail is verified by the mailed link", [], async (t) => {
  const { app, email, user } = await signedUp(t, "verify");
  const code = t.code(await t.mail(email, /^Verify your email at /));

  t.good(await app.verifyEmail(code));

  await t.changed(user.id);
  assert.equal((await app.getUser()).primaryEmailVerified, true);
  await t.refusedOrThrown(() => app.verifyEmail(code), "VERIFICATION_CODE_ALREADY_USED");
  await t.refusedOrThrown(() => app.verifyEmail("0".repeat(45)), "VERIFICATION_CODE_NOT_FOUND");
  await t.refusedOrThrown(
    async () => (await app.getUser()).sendVerificationEmail({ callbackUrl: PAGE }),
    "EMAIL_ALREADY_VERIFIED",
  );
});

scenario("a verification is mailed again when asked for", [], async (t) => {
  const { app, email, user } = await signedUp(t, "resend");
  const first = await t.mail(email, /^Verify your email at /);
  t.good(await user.sendVerificationEmail({ callbackUrl: PAGE + "email-verification" }));
  const second = await t.mail(email, /^Verify your email at /, [first.id]);
  assert.notEqual(t.code(second), t.code(first));

  t.good(await app.verifyEmail(t.code(second)));

  await t.changed(user.id);
});

scenario("a magic link signs up and in", [], async (t) => {
  const email = t.email("magic");
  const app = t.client();
  const asked = t.good(await app.sendMagicLinkEmail(email, { callbackUrl: PAGE + "magic" }));
  const mail = await t.mail(email, /^Sign in to .+: Your code is [A-Z0-9]{6}$/);
  const otp = /^[A-Z0-9]{6}$/m.exec(mail.body.text.replaceAll("\r", ""))?.[0];
  assert.ok(otp, "the mail has no line with the code alone:\n" + mail.body.text);
  assert.ok(mail.subject.endsWith(otp), "subject and text show different codes");
  t.good(await app.signInWithMagicLink(t.code(mail), { noRedirect: true }));
  const user = await app.getUser();
  await t.changed(user.id);
  assert.equal(user.primaryEmail, email);
  assert.equal(user.primaryEmailVerified, true);
  t.refused(
    await t.client().signInWithMagicLink(t.code(mail), { noRedirect: true }),
    "VERIFICATION_CODE_ALREADY_USED",
  );
  assert.equal(asked.nonce, t.code(mail).slice(6));
});

scenario("a mailed code signs in", [], async (t) => {
  const email = t.email("otp");
  const app = t.client();
  const first = t.good(await app.sendMagicLinkEmail(email, { callbackUrl: PAGE + "magic" }));
  const sent = await t.mail(email, /^Sign in to /);
  t.good(await app.signInWithMagicLink(sent.subject.slice(-6) + first.nonce, { noRedirect: true }));
  const { id } = await app.getUser();

  const again = t.client();
  const second = t.good(await again.sendMagicLinkEmail(email, { callbackUrl: PAGE + "magic" }));
  const next = await t.mail(email, /^Sign in to /, [sent.id]);
  t.good(
    await again.signInWithMagicLink(next.subject.slice(-6) + second.nonce, { noRedirect: true }),
  );

  assert.equal((await again.getUser()).id, id);
  await t.changed(id);
});

scenario("a forgotten password is reset by mail", [], async (t) => {
  const { app, email, user } = await signedUp(t, "reset");
  t.good(await app.sendForgotPasswordEmail(email, { callbackUrl: PAGE + "password-reset" }));
  const code = t.code(await t.mail(email, /^Reset your password at /));
  t.good(await app.verifyPasswordResetCode(code));

  t.good(await app.resetPassword({ code, password: NEXT_PASSWORD }));

  await t.changed(user.id);
  t.refused((await signIn(t, email, PASSWORD)).answer, "EMAIL_PASSWORD_MISMATCH");
  await signedIn(t, email, NEXT_PASSWORD);
  t.refused(await app.resetPassword({ code, password: PASSWORD }), "VERIFICATION_CODE_ALREADY_USED");
});

scenario("a forgotten password of nobody is answered alike", [], async (t) => {
  const asked = await t
    .client()
    .sendForgotPasswordEmail(t.email("unknown"), { callbackUrl: PAGE + "password-reset" });
  t.good(asked);
});

scenario("a password is changed by who knows the old one", [], async (t) => {
  const { app, email, user } = await signedUp(t, "update");
  const elsewhere = await signedIn(t, email, PASSWORD);
  const { refreshToken } = await tokensOf(elsewhere);
  t.refused(
    await user.updatePassword({ oldPassword: "not-it-at-all", newPassword: NEXT_PASSWORD }),
    "PASSWORD_CONFIRMATION_MISMATCH",
  );

  t.good(await user.updatePassword({ oldPassword: PASSWORD, newPassword: NEXT_PASSWORD }));

  await t.changed(user.id);
  t.refused((await signIn(t, email, PASSWORD)).answer, "EMAIL_PASSWORD_MISMATCH");
  await signedIn(t, email, NEXT_PASSWORD);
  assert.equal((await app.getUser()).id, user.id);
  assert.equal(await t.client(t.refreshing(refreshToken)).getUser(), null, "other sessions end");
});

scenario("a user without a password sets one", ["setting a password"], async (t) => {
  const email = t.email("set");
  const made = await t.server().createUser({ primaryEmail: email, primaryEmailAuthEnabled: true });
  assert.equal(made.hasPassword, false);
  const session = await made.createSession({ expiresInMillis: 60_000 });
  const user = await t.client(await session.getTokens()).getUser();

  t.good(await user.setPassword({ password: PASSWORD }));

  await t.changed(made.id);
  await signedIn(t, email, PASSWORD);
  await assert.rejects(
    () => user.setPassword({ password: NEXT_PASSWORD }),
    /User already has a password set\./,
  );
});

scenario("a user deletes themselves only where the project lets them", [], async (t) => {
  const { app, user } = await signedUp(t, "stays");
  await assert.rejects(
    () => user.delete(),
    /Client user deletion is not enabled for this project/,
  );
  assert.equal((await app.getUser()).id, user.id);
  await t.changed(user.id);
});

scenario("a sign-out ends the session", [], async (t) => {
  const { app, user } = await signedUp(t, "out");
  const { refreshToken } = await tokensOf(app);

  await app.signOut();

  assert.equal(await app.getUser(), null);
  assert.equal(await t.client(t.refreshing(refreshToken)).getUser(), null);
  await t.changed(user.id);
});

scenario("a server knows whose request it is", [], async (t) => {
  const { user } = await signedUp(t, "request");
  const request = { headers: new Headers(await user.getAuthHeaders()) };

  const known = await t.server().getUser({ tokenStore: request });

  assert.equal(known.id, user.id);
  await known.update({ displayName: "By its server", clientReadOnlyMetadata: { tier: 1 } });
  await known.setServerMetadata({ secret: true });
  await t.changed(user.id);
  const seen = await t.client(request).getUser();
  assert.equal(seen.displayName, "By its server");
  assert.deepEqual(seen.clientReadOnlyMetadata, { tier: 1 });
  assert.equal(seen.serverMetadata, undefined);
  assert.ok(!("server_metadata" in seen.toClientJson()), "the client sees server metadata");
  assert.equal(await t.server().getUser({ tokenStore: { headers: new Headers() } }), null);
});

scenario("a user sees and ends their own sessions", ["sessions"], async (t) => {
  const { app, email, user } = await signedUp(t, "sessions");
  const elsewhere = await signedIn(t, email, PASSWORD);
  const { refreshToken } = await tokensOf(elsewhere);
  const sessions = await user.getActiveSessions();
  assert.equal(sessions.length, 2);
  assert.ok(sessions.every((one) => one.userId === user.id));
  assert.ok(sessions.every((one) => one.isImpersonation === false));
  const [current, ...more] = sessions.filter((one) => one.isCurrentSession);
  assert.ok(current && more.length === 0, "one is the current one");
  await t.throws(() => user.revokeSession(current.id), "CANNOT_DELETE_CURRENT_SESSION");

  await user.revokeSession(sessions.find((one) => !one.isCurrentSession).id);

  assert.deepEqual(
    (await (await app.getUser()).getActiveSessions()).map((one) => one.id),
    [current.id],
  );
  assert.equal(await t.client(t.refreshing(refreshToken)).getUser(), null);
});

scenario("a user has several contact channels", ["contact channels"], async (t) => {
  const { app, email, user } = await signedUp(t, "channels");
  const other = t.email("channels-other");
  const [first, ...none] = await user.listContactChannels();
  assert.deepEqual(
    [first.value, first.isPrimary, first.isVerified, first.usedForAuth, none],
    [email, true, false, true, []],
  );

  const added = await user.createContactChannel({ type: "email", value: other, usedForAuth: false });
  await t.changed(user.id);
  assert.deepEqual([added.value, added.isPrimary, added.isVerified], [other, false, false]);
  assert.deepEqual(
    (await user.listContactChannels()).map((one) => one.value),
    [email, other],
  );

  await added.sendVerificationEmail({ callbackUrl: PAGE + "email-verification" });
  t.good(await app.verifyEmail(t.code(await t.mail(other, /^Verify your email at /))));
  await t.changed(user.id);
  await added.update({ isPrimary: true, usedForAuth: true });
  await t.changed(user.id);
  const moved = await app.getUser();
  assert.equal(moved.primaryEmail, other);
  assert.equal(moved.primaryEmailVerified, true);

  await first.delete();
  await t.changed(user.id);
  assert.deepEqual(
    (await user.listContactChannels()).map((one) => [one.value, one.isPrimary]),
    [[other, true]],
  );
  await signedIn(t, other, PASSWORD);
  t.refused((await signIn(t, email, PASSWORD)).answer, "EMAIL_PASSWORD_MISMATCH");
});

scenario("a server creates, reads, changes and deletes users", [], async (t) => {
  const server = t.server();
  const email = t.email("server");
  const made = await server.createUser({
    primaryEmail: email,
    primaryEmailVerified: true,
    primaryEmailAuthEnabled: true,
    password: PASSWORD,
    displayName: "Made",
  });
  await t.changed(made.id);
  assert.deepEqual(
    [made.displayName, made.primaryEmail, made.primaryEmailVerified, made.hasPassword],
    ["Made", email, true, true],
  );
  await signedIn(t, email, PASSWORD);

  await made.update({
    displayName: "Changed",
    clientMetadata: { a: 1 },
    clientReadOnlyMetadata: { b: 2 },
    serverMetadata: { c: 3 },
    primaryEmail: t.email("server-moved"),
    primaryEmailVerified: false,
  });
  await t.changed(made.id);
  await made.setDisplayName("Renamed");
  await made.setServerMetadata({ c: 4 });
  await t.changed(made.id);
  const read = await server.getUser(made.id);
  assert.deepEqual(
    [read.displayName, read.primaryEmail, read.primaryEmailVerified],
    ["Renamed", t.email("server-moved"), false],
  );
  assert.deepEqual(
    [read.clientMetadata, read.clientReadOnlyMetadata, read.serverMetadata],
    [{ a: 1 }, { b: 2 }, { c: 4 }],
  );
  assert.ok(read.lastActiveAt instanceof Date);

  await made.update({ password: NEXT_PASSWORD });
  await t.changed(made.id);
  await signedIn(t, t.email("server-moved"), NEXT_PASSWORD);

  await made.delete();
  await t.deleted(made.id);
  assert.equal(await server.getUser(made.id), null);
  t.refused(
    (await signIn(t, t.email("server-moved"), NEXT_PASSWORD)).answer,
    "EMAIL_PASSWORD_MISMATCH",
  );
});

scenario("a server's user with a taken e-mail is refused", [], async (t) => {
  const { email } = await signedUp(t, "taken");
  await t.throws(
    () => t.server().createUser({ primaryEmail: email, primaryEmailAuthEnabled: true }),
    "USER_EMAIL_ALREADY_EXISTS",
  );
});

scenario("a server lists everybody", [], async (t) => {
  const server = t.server();
  const made = await server.createUser({ primaryEmail: t.email("listed"), displayName: "Listed" });
  const listed = await server.listUsers();
  assert.ok(listed.some((one) => one.id === made.id && one.displayName === "Listed"));
});

scenario("a server lists users page by page", ["paging"], async (t) => {
  const server = t.server();
  const word = t.word("page");
  const made = [];
  for (let number = 0; number < 5; number++) {
    const user = await server.createUser({ displayName: `${word} ${number}` });
    await t.changed(user.id);
    made.push(user.id);
  }
  const listed = [];
  let cursor = undefined;
  do {
    const page = await server.listUsers({ query: word.toUpperCase(), limit: 2, cursor });
    assert.ok(page.length <= 2, "a page is no longer than its limit");
    listed.push(...page.map((one) => one.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  assert.deepEqual(listed, made);

  const latest = await server.listUsers({ query: word, orderBy: "signedUpAt", desc: true });
  assert.deepEqual(
    latest.map((one) => one.id),
    made.toReversed(),
  );
  assert.equal(latest.nextCursor, null);
});

scenario("a server looks after a user's contact channels", ["contact channels"], async (t) => {
  const server = t.server();
  const email = t.email("server-channel");
  const made = await server.createUser({ primaryEmail: email });
  const [first] = await made.listContactChannels();
  assert.deepEqual([first.value, first.isPrimary, first.usedForAuth], [email, true, false]);
  await first.update({ isVerified: true, usedForAuth: true });
  await t.changed(made.id);
  assert.equal((await server.getUser(made.id)).primaryEmailVerified, true);
  const second = await made.createContactChannel({
    type: "email",
    value: t.email("server-channel-2"),
    usedForAuth: false,
    isVerified: true,
    isPrimary: true,
  });
  await t.changed(made.id);
  assert.equal((await server.getUser(made.id)).primaryEmail, second.value);
  await second.delete();
  await t.changed(made.id);
  assert.equal((await made.listContactChannels()).length, 1);
});

scenario("a server makes a session for a user", [], async (t) => {
  const made = await t.server().createUser({ primaryEmail: t.email("session") });
  const session = await made.createSession({ expiresInMillis: 60_000 });
  const tokens = await session.getTokens();
  const app = t.client(tokens);

  const user = await app.getUser();

  assert.equal(user.id, made.id);
  await user.setDisplayName("By a made session");
  await t.changed(made.id);
  assert.equal((await t.server(tokens).getUser()).displayName, "By a made session");
});

scenario("a server impersonates a user", ["impersonation"], async (t) => {
  const made = await t.server().createUser({ primaryEmail: t.email("impersonated") });
  const session = await made.createSession({ expiresInMillis: 60_000, isImpersonation: true });

  const user = await t.client(await session.getTokens()).getUser();

  assert.equal(user.id, made.id);
  assert.deepEqual(await user.getActiveSessions(), [], "an impersonation is not listed");
  await t.changed(made.id);
});

scenario("a server ends a user's sessions", ["server sessions"], async (t) => {
  const { app, user } = await signedUp(t, "ended");
  const { refreshToken } = await tokensOf(app);
  const seen = await t.server().getUser(user.id);
  const sessions = await seen.getActiveSessions();
  assert.equal(sessions.length, 1);

  await seen.revokeSession(sessions[0].id);

  assert.equal(await t.client(t.refreshing(refreshToken)).getUser(), null);
  assert.deepEqual(await seen.getActiveSessions(), []);
});

scenario("a deleted user is signed out", [], async (t) => {
  const { app, user } = await signedUp(t, "gone");
  const { refreshToken } = await tokensOf(app);
  const seen = (await t.server().listUsers()).find((one) => one.id === user.id);

  await seen.delete();

  await t.deleted(user.id);
  assert.equal(await t.client(t.refreshing(refreshToken)).getUser(), null);
});
