import "server-only";
import { StackServerApp } from "@stackframe/stack";

// Reads NEXT_PUBLIC_STACK_URL, NEXT_PUBLIC_STACK_PROJECT_ID and the two keys.
export const stackServerApp = new StackServerApp({ tokenStore: "nextjs-cookie" });
