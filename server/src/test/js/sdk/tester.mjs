// What a scenario works with: apps of one SDK version, fresh e-mail addresses, their mail, and the
// questions that only the Java side can answer.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

const MAIL_PATIENCE = 10_000;
const OUTSIDE_A_BROWSER = { redirectMethod: "none", noAutomaticPrefetch: true };

export class Tester {
  #sdk;
  #lacks;
  #ask;
  #run = randomBytes(4).toString("hex");

  /** @param ask asks the Java side, answers what is wrong, or null */
  constructor(sdk, lacks, ask) {
    this.#sdk = sdk;
    this.#lacks = lacks;
    this.#ask = ask;
  }

  has(feature) {
    return !this.#lacks.includes(feature);
  }

  client(tokenStore = "memory", more = {}) {
    return new this.#sdk.StackClientApp({ ...OUTSIDE_A_BROWSER, tokenStore, ...more });
  }

  server(tokenStore = "memory") {
    return new this.#sdk.StackServerApp({ ...OUTSIDE_A_BROWSER, tokenStore });
  }

  /** The tokens of a session whose access token was lost. */
  refreshing(refreshToken) {
    return { accessToken: "", refreshToken };
  }

  word(name) {
    return `${name}${this.#run}`;
  }

  email(name) {
    return `${name}.${this.#run}@example.com`;
  }

  /** After a change of a user: their row must equal what the API says. */
  async changed(id) {
    await this.#told({ changed: id });
  }

  async deleted(id) {
    await this.#told({ deleted: id });
  }

  async #told(question) {
    const trouble = await this.#ask(question);
    if (trouble !== null) {
      throw new Error(trouble);
    }
  }

  /** The data of a good answer; some calls answer a Result, some nothing or an error. */
  good(answer) {
    const error = errorOf(answer);
    assert.equal(error, null, `refused: ${error?.errorCode} ${error?.message}`);
    return answer?.data;
  }

  refused(answer, code) {
    assert.equal(errorOf(answer)?.errorCode, code);
  }

  async throws(call, code) {
    await assert.rejects(call, (error) => {
      assert.equal(error.errorCode, code, `${error?.stack}`);
      return true;
    });
  }

  /** For calls that answer an error in some versions, and throw it in others. */
  async refusedOrThrown(call, code) {
    let answer;
    try {
      answer = await call();
    } catch (error) {
      assert.equal(error.errorCode, code, `${error?.stack}`);
      return;
    }
    this.refused(answer, code);
  }

  millisLeft(accessToken) {
    const claims = JSON.parse(Buffer.from(accessToken.split(".")[1], "base64url").toString());
    return claims.exp * 1000 - Date.now();
  }

  async pause(millis) {
    await sleep(millis);
  }

  /** The newest mail to `email` whose subject fits, but for those already `seen`. */
  async mail(email, subject, seen = []) {
    const box = `${process.env.NEXT_PUBLIC_STACK_API_URL}/api/v1/mailbox/${email.split("@")[0]}`;
    const until = Date.now() + MAIL_PATIENCE;
    let found = [];
    while (Date.now() < until) {
      found = await json(box);
      const mail = found.findLast((one) => subject.test(one.subject) && !seen.includes(one.id));
      if (mail) {
        return await json(`${box}/${mail.id}`);
      }
      await sleep(50);
    }
    throw new Error(`no mail to ${email} like ${subject}: ${JSON.stringify(found)}`);
  }

  /** The code in the link of a mail, the same in both of its bodies. */
  code(mail) {
    const [code, inHtml] = [mail.body.text, mail.body.html].map(
      (body) => /[?&]code=([0-9a-z]{45})\b/.exec(body)?.[1],
    );
    assert.ok(code, "no link with a code in the mail:\n" + mail.body.text);
    assert.equal(inHtml, code, "text and HTML hold different links");
    return code;
  }
}

function errorOf(answer) {
  if (answer instanceof Error) {
    return answer;
  }
  return answer?.status === "error" ? answer.error : null;
}

async function json(url) {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, `${url}: ${answer.status}`);
  return await answer.json();
}
