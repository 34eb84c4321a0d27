import { and, asc, eq, isNull } from "drizzle-orm";
import { usersSync } from "drizzle-orm/neon";
import { addTodo, deleteTodo, toggleTodo } from "./actions";
import { asOwner, asUser } from "./db";
import { todos } from "./schema";
import { stackServerApp } from "./stack";

export default async function Page() {
  const user = await stackServerApp.getUser();
  if (!user) {
    return (
      <main>
        <h1>Todos</h1>
        <a href={stackServerApp.urls.signUp}>Sign up</a> <a href={stackServerApp.urls.signIn}>Sign in</a>
      </main>
    );
  }
  const [mine, everybody] = await Promise.all([ownTodos(), statistics()]);
  return (
    <main>
      <h1>Todos of {user.primaryEmail}</h1>
      <ul>
        {mine.map((todo) => (
          <li key={todo.id} data-id={`${todo.id}`} data-done={`${todo.isComplete}`}>
            <form action={toggleTodo}>
              <input type="hidden" name="id" value={`${todo.id}`} />
              <button>{todo.isComplete ? "☑" : "☐"}</button>
            </form>
            {todo.task} <small>{todo.owner.email}</small>
            <form action={deleteTodo}>
              <input type="hidden" name="id" value={`${todo.id}`} />
              <button>Delete</button>
            </form>
          </li>
        ))}
      </ul>
      <form action={addTodo}>
        <input name="task" placeholder="What is to be done?" />
        <button>Add</button>
      </form>
      <h2>Everybody</h2>
      <table>
        <tbody>
          {everybody.map((one) => (
            <tr key={one.email}>
              <td>{one.email}</td>
              <td>{`${one.complete} of ${one.total}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <a href={stackServerApp.urls.signOut}>Sign out</a>
    </main>
  );
}

function ownTodos() {
  return asUser((db) =>
    db
      .select({
        id: todos.id,
        task: todos.task,
        isComplete: todos.isComplete,
        owner: { email: usersSync.email },
      })
      .from(todos)
      .leftJoin(usersSync, eq(todos.ownerId, usersSync.id))
      .orderBy(asc(todos.insertedAt)));
}

function statistics() {
  return asOwner((db) =>
    db
      .select({
        email: usersSync.email,
        complete: db.$count(todos, and(eq(todos.isComplete, true), eq(todos.ownerId, usersSync.id))),
        total: db.$count(todos, eq(todos.ownerId, usersSync.id)),
      })
      .from(usersSync)
      .where(isNull(usersSync.deletedAt))
      .orderBy(asc(usersSync.email)));
}
