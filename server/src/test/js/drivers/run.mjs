// Runs everything with the versions that are installed here, and prints a line of JSON for each:
// {"name", "trouble"}, where no trouble is null.
import { scenarios } from "./scenarios.mjs";

for (const level of ["log", "info", "debug"]) {
  console[level] = console.error;
}
let unhandled = [];
process.on("unhandledRejection", (error) => unhandled.push(error));

for await (const [name, steps] of scenarios()) {
  unhandled = [];
  let trouble = null;
  try {
    await steps();
    trouble = unhandled.length > 0 ? `${unhandled[0]?.stack}` : null;
  } catch (error) {
    trouble = `${error?.stack ?? error}`;
  }
  process.stdout.write(JSON.stringify({ name, trouble }) + "\n");
}
process.exit(0);
