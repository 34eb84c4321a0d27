// Bundles the SDKs whose modules plain Node does not find, as Next or Vite would.
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { bundled } from "./versions.mjs";

const next = fileURLToPath(new URL("./next.mjs", import.meta.url));

for (const name of ["stack-2-6-8", "stack-2-8-16"]) {
  await build({
    stdin: {
      contents: `export { StackClientApp, StackServerApp } from "${name}";`,
      resolveDir: import.meta.dirname,
    },
    outfile: fileURLToPath(bundled(name)),
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    alias: {
      "client-only": next,
      "next/headers": next,
      "next/link": next,
      "next/navigation": next,
    },
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}
