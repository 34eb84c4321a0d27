// Takes Next's place in the bundles. Sessions are kept in memory here, so no SDK may ask for
// Next's cookies, headers or router; one that does fails.
const absent = (name) => () => {
  throw new Error(`The SDK called ${name} of Next, which is not there`);
};

export const cookies = absent("cookies");
export const headers = absent("headers");
export const redirect = absent("redirect");
export const notFound = absent("notFound");
export const useRouter = absent("useRouter");
export const usePathname = absent("usePathname");
export const useSearchParams = absent("useSearchParams");
export const RedirectType = { push: "push", replace: "replace" };
export default absent("a component");
