// How each published version is loaded, and what it lacks.
export const bundled = (name) => new URL(`./bundles/${name}.mjs`, import.meta.url);

// Up to 2.6.8 an SDK reads the address of the page that it stands in, and always goes to the next
// page after a sign-in. This is as much of a page as it needs.
function standInAPage() {
  globalThis.window = {
    location: { href: "http://localhost:3000/", search: "", assign() {}, replace() {} },
  };
}

export const versions = {
  "js-2-8-108": { load: () => import("js-2-8-108"), lacks: [] },
  // Their server takes the answer to a user's sessions for an array, which it never was.
  "js-2-8-39": { load: () => import("js-2-8-39"), lacks: ["account settings", "server sessions"] },
  "stack-2-8-16": {
    load: () => import(bundled("stack-2-8-16")),
    lacks: ["account settings", "server sessions"],
  },
  "stack-2-6-8": {
    load: () => {
      standInAPage();
      return import(bundled("stack-2-6-8"));
    },
    lacks: [
      "account settings",
      "contact channels",
      "early refresh",
      "impersonation",
      "paging",
      "server sessions",
      "sessions",
      "setting a password",
    ],
  },
};
