// json-logic-engine: one rule, compiled to JavaScript, for each person. What is absent is null.
import { LogicEngine } from "json-logic-engine";
import { AFTER, CATEGORIES, COMPLIANT, NOT, OPEN, OPEN_VERDICT, UNTIL } from "./core.mjs";
import { measure } from "./engine.mjs";

const of = (name) => ({ var: name });
const missing = (name) => ({ "===": [{ var: [name, null] }, null] });
const serious = { in: [of("health"), CATEGORIES.slice(0, 2)] };
const known = { and: [{ "!": missing("date_of_birth") }, { "!": { in: [of("date_of_birth"), OPEN] } }] };
const young = { and: [known, { ">": [of("date_of_birth"), AFTER] }, { "<=": [of("date_of_birth"), UNTIL] }] };
const entitled = { or: [serious, young] };
const otherStatus = { and: [{ "!": missing("status") }, { "!==": [of("status"), "pow"] }] };
const out = { or: [otherStatus, { and: [{ "!": missing("health") }, known, { "!": entitled }] }] };
const inside = { and: [entitled, { "!": missing("status") }] };
const verdict = { if: [out, NOT, inside, COMPLIANT, OPEN_VERDICT] };

const judged = new LogicEngine().build([
  verdict,
  { if: [serious, of("health"), null] },
  { if: [young, CATEGORIES[2], null] },
]);

await measure((people) =>
  people.map((person) => {
    const [told, ...names] = judged(person);
    return [told, names.filter((name) => name !== null)];
  }),
);
