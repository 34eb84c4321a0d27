// For programs that are not ours: node --import.
import { leadTo } from "./ports.mjs";

leadTo(process.env.ROLLCALL_TLS_URL);
