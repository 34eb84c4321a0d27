"use server";

import { eq, not } from "drizzle-orm";
import { revalidatePath } from "next/cache";
import { asUser } from "./db";
import { todos } from "./schema";

export async function addTodo(form) {
  const task = `${form.get("task") ?? ""}`.trim();
  if (task) {
    await asUser((db) => db.insert(todos).values({ task }));
  }
  revalidatePath("/");
}

export async function toggleTodo(form) {
  const id = BigInt(form.get("id"));
  await asUser((db) =>
    db.update(todos).set({ isComplete: not(todos.isComplete) }).where(eq(todos.id, id)));
  revalidatePath("/");
}

export async function deleteTodo(form) {
  const id = BigInt(form.get("id"));
  await asUser((db) => db.delete(todos).where(eq(todos.id, id)));
  revalidatePath("/");
}
