// The side of an engine on Node, as engine.py is on Python: it carries out the orders on its standard input.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

// Milliseconds of this process or of the wall, whichever are fewer.
function clock() {
  const wall = performance.now();
  const worked = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(worked);
    return Math.min(performance.now() - wall, (user + system) / 1000);
  };
}

export async function measure(rules) {
  const body = readFileSync(process.argv[2]);
  let answer = "";
  async function run() {
    globalThis.gc?.();
    const whole = clock();
    const people = JSON.parse(body).lists[0].entries;
    const alone = clock();
    const results = await rules(people);
    const stage = alone();
    answer = JSON.stringify(people.map(({ id }, number) => ({ id, verdict: results[number][0], categories: results[number][1] })));
    const bytes = Buffer.from(answer);
    return bytes.length && { rules: stage, whole: whole() };
  }
  console.log('"ready"');
  for await (const order of createInterface({ input: process.stdin })) {
    console.log(order === "run" ? JSON.stringify(await run()) : answer);
  }
}
