import { StackProvider, StackTheme } from "@stackframe/stack";
import { stackServerApp } from "./stack";

export const metadata = { title: "Todos" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <StackProvider app={stackServerApp}>
          <StackTheme>{children}</StackTheme>
        </StackProvider>
      </body>
    </html>
  );
}
