// json-rules-engine: a run for each person. It may not touch what is absent, so that is given as a word, dates as numbers.
import { Engine } from "json-rules-engine";
import { CATEGORIES, COMPLIANT, FROM, NOT, OPEN_VERDICT, TO, born } from "./core.mjs";
import { measure } from "./engine.mjs";

const UNKNOWN = "unknown";
const is = (fact, operator, value) => ({ fact, operator, value });
const serious = is("health", "in", CATEGORIES.slice(0, 2));
const young = { all: [is("born", "greaterThan", FROM), is("born", "lessThanInclusive", TO)] };
const entitled = { any: [serious, young] };
const otherStatus = is("status", "notIn", ["pow", UNKNOWN]);
const outside = { all: [is("health", "notEqual", UNKNOWN), is("born", "notEqual", 0), { not: entitled }] };

const engine = new Engine();
const rules = {
  [CATEGORIES[0]]: { all: [is("health", "equal", CATEGORIES[0])] },
  [CATEGORIES[1]]: { all: [is("health", "equal", CATEGORIES[1])] },
  [CATEGORIES[2]]: young,
  [NOT]: { any: [otherStatus, outside] },
  [COMPLIANT]: { all: [entitled, is("status", "equal", "pow")] },
};
for (const [type, conditions] of Object.entries(rules)) engine.addRule({ conditions, event: { type } });

async function judged({ health = UNKNOWN, status = UNKNOWN, date_of_birth }) {
  const { events } = await engine.run({ health, status, born: born(date_of_birth) });
  const holds = new Set(events.map(({ type }) => type));
  const verdict = [NOT, COMPLIANT].find((word) => holds.has(word)) ?? OPEN_VERDICT;
  return [verdict, CATEGORIES.filter((name) => holds.has(name))];
}

await measure(async (people) => {
  const results = [];
  for (const person of people) results.push(await judged(person));
  return results;
});
