// The core rule in plain JavaScript, for comparison.
import { AFTER, COMPLIANT, NOT, OPEN, OPEN_VERDICT, UNTIL } from "./core.mjs";
import { measure } from "./engine.mjs";

function judged({ health, status, date_of_birth: born }) {
  const categories = health === "seriously_wounded" || health === "seriously_ill" ? [health] : [];
  const known = born !== undefined && !OPEN.includes(born);
  if (known && born > AFTER && born <= UNTIL) categories.push("young");
  const outside = categories.length === 0 && health !== undefined && known;
  if (outside || (status !== undefined && status !== "pow")) return [NOT, categories];
  return [categories.length && status !== undefined ? COMPLIANT : OPEN_VERDICT, categories];
}

await measure((people) => people.map(judged));
