// Runs the scenarios with one SDK version: node run.mjs VERSION. Speaks JSON lines with the Java
// side: first {"plan": [names]}, then a {"scenario", "ok", "detail"} for each. Between them it asks
// {"changed": id} or {"deleted": id}, answered by {"trouble": null} or a sentence.
import { createInterface } from "node:readline";
import { scenarios } from "./scenarios.mjs";
import { Tester } from "./tester.mjs";
import { versions } from "./versions.mjs";

const SCENARIO_PATIENCE = 90_000;

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
// What an SDK prints must not be taken for a result.
for (const level of ["log", "info", "debug"]) {
  console[level] = console.error;
}

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
async function ask(question) {
  say(question);
  const { value, done } = await answers.next();
  if (done) {
    throw new Error("nobody answers");
  }
  return JSON.parse(value).trouble;
}

async function inTime(steps) {
  let timer;
  const late = new Promise((_, reject) => {
    const error = new Error(`not over after ${SCENARIO_PATIENCE} ms`);
    timer = setTimeout(() => reject(error), SCENARIO_PATIENCE);
  });
  try {
    await Promise.race([steps, late]);
  } finally {
    clearTimeout(timer);
  }
}

// Failures that an SDK leaves to itself count for the scenario that runs.
let unhandled = [];
process.on("unhandledRejection", (error) => unhandled.push(error));

const { load, lacks } = versions[process.argv[2]];
const planned = scenarios.filter((one) => !one.needs.some((feature) => lacks.includes(feature)));
say({ plan: planned.map((one) => one.name) });
const sdk = await load();

for (const { name, steps } of planned) {
  unhandled = [];
  try {
    await inTime(steps(new Tester(sdk, lacks, ask)));
    if (unhandled.length > 0) {
      throw unhandled[0];
    }
    say({ scenario: name, ok: true, detail: "" });
  } catch (error) {
    say({ scenario: name, ok: false, detail: `${error?.stack ?? error}` });
  }
}
process.exit(0);
