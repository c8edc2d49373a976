// How long a section takes to its first paint in the real window, for somebody with a few records and for somebody with
// forty years of them, in the same run; and the window's memory while a long list is scrolled from end to end.
//
// A measurement, not a test: `tests/scripts/in-window paint` runs it and target/paint.json has the figures.

import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const PASSPHRASE = "correct horse battery staple";
const RUNS = 5;
const WAYS = 10;
const FEW = { id: "few", family: "Wenig", observations: 100, notes: 5, years: 1 };
const MANY = { id: "many", family: "Viel", observations: 100_000, notes: 5_000, years: 40 };
const TESTS = [
  ["2823-3", "Potassium", "mmol/L", 4.1],
  ["2951-2", "Sodium", "mmol/L", 139],
  ["2160-0", "Creatinine", "mg/dL", 0.9],
  ["718-7", "Hemoglobin", "g/dL", 13.2],
  ["4548-4", "HbA1c", "%", 6.9],
  ["2345-7", "Glucose", "mg/dL", 101],
  ["6690-2", "Leukocytes", "10*3/uL", 7.1],
  ["777-3", "Platelets", "10*3/uL", 250],
];
const WORDS = "Slept well. Eating and drinking, walking on the ward with a stick; wound dry, no fever, lungs clear, plan unchanged.".split(" ");
const DAY = 86_400_000;
const END = Date.parse("2026-11-20T08:00:00Z");

function* records({ id, family, observations, notes, years }) {
  const subject = { reference: `Patient/${id}` };
  const at = (n, of) => new Date(END - Math.floor((n / of) * years * 365 * DAY)).toISOString();
  yield { resourceType: "Patient", id, name: [{ family, given: ["Ada"] }], gender: "female", birthDate: "1950-02-03" };
  const visits = Math.ceil(years * 10);
  for (let n = 0; n < visits; n += 1)
    yield { resourceType: "Encounter", id: `${id}-e${n}`, status: "finished", class: { code: "AMB" }, type: [{ text: "Clinic" }], subject, period: { start: at(n, visits), end: at(n, visits) } };
  for (let n = 0; n < years * 3; n += 1) {
    yield { resourceType: "Condition", id: `${id}-c${n}`, code: { text: `Problem ${n}` }, clinicalStatus: { coding: [{ code: n % 2 === 0 ? "active" : "resolved" }] }, subject, onsetDateTime: at(n, years * 3) };
    yield { resourceType: "MedicationRequest", id: `${id}-m${n}`, status: n % 3 === 0 ? "active" : "stopped", intent: "order", medicationCodeableConcept: { text: `Drug ${n}` }, subject, authoredOn: at(n, years * 3) };
  }
  for (let n = 0; n < observations; n += 1) {
    const vital = n % 5 === 0;
    const [code, text, unit, value] = vital ? ["8867-4", "Heart rate", "/min", 72] : TESTS[n % TESTS.length];
    yield {
      resourceType: "Observation",
      id: `${id}-o${n}`,
      status: "final",
      category: [{ coding: [{ system: "http://terminology.hl7.org/CodeSystem/observation-category", code: vital ? "vital-signs" : "laboratory" }] }],
      code: { coding: [{ system: "http://loinc.org", code }], text },
      subject,
      effectiveDateTime: at(n, observations),
      valueQuantity: { value: Math.round(value * (0.8 + ((n * 7) % 40) / 100) * 10) / 10, unit, system: "http://unitsofmeasure.org", code: unit },
    };
  }
  for (let n = 0; n < notes; n += 1) {
    const text = Array.from({ length: 200 }, (_, w) => WORDS[(w * 7 + n) % WORDS.length]).join(" ");
    yield {
      resourceType: "DocumentReference",
      id: `${id}-d${n}`,
      status: "current",
      type: { text: "Progress note" },
      subject,
      date: at(n, notes),
      content: [{ attachment: { contentType: "text/plain", data: Buffer.from(text).toString("base64") } }],
    };
  }
}

async function write(path, people) {
  const out = createWriteStream(path);
  for (const person of people)
    for (const record of records(person))
      if (!out.write(`${JSON.stringify(record)}\n`)) await new Promise((drained) => out.once("drain", drained));
  await new Promise((done) => out.end(done));
}

async function terminal(profile, args, input = "") {
  const child = spawn(join(bin, "wardbook-cli"), ["--profile", profile, ...args], { env: { ...process.env, WARDBOOK_PASSPHRASE: PASSPHRASE }, stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (data) => (said += data));
  child.stdin.end(input);
  const code = await new Promise((gone) => child.on("close", gone));
  if (code !== 0) throw new Error(`wardbook-cli ${args[0]} ended with ${code}`);
  return said;
}

// In the page: goes there, and gives the milliseconds until the section stands painted.
function painted(hash) {
  return new Promise((done) => {
    const begun = performance.now();
    const look = () => {
      const main = document.querySelector("main");
      const there = location.hash === hash && main?.querySelector("h2") && ![...main.querySelectorAll("[role=status]")].some((one) => one.textContent.startsWith("Reading")) && main.querySelector("[role=row], [role=listitem], li, article, dl, [role=note]");
      if (there) requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
      else requestAnimationFrame(look);
    };
    location.hash = hash;
    look();
  });
}

/** Sections that are measured: those named behind it, or all. The notes are the list that is scrolled, so they come last. */
const SECTIONS = ["summary", "timeline", "results", "vitals", "medications", "problems", "encounters", "notes"].filter((one) => one === "notes" || process.argv.length < 3 || process.argv.includes(one));

/** Resident memory of the program and the processes of its web view, in MB. */
async function memory() {
  const { program, web, network } = await window.memory();
  return Math.round(program + web + network);
}

const median = (all) => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];

const folder = resolve("target/paint");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const profile = join(folder, "profile");
await write(join(folder, "charts.ndjson"), [FEW, MANY]);
await terminal(profile, ["init", "--passphrase-stdin"], PASSPHRASE);
await terminal(profile, ["import", join(folder, "charts.ndjson")]);
const listed = JSON.parse(await terminal(profile, ["list", "--json"]));
const idOf = ({ family }) => listed.find((one) => one.name.includes(family)).id;
const window = await Window.open(join(bin, "wardbook"), ["--profile", profile], {}, join(folder, "window.log"));
try {
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.keys("\uE007");
  await window.find("grid", "Patients", { seconds: 60 });
  const rows = [];
  for (const section of SECTIONS) {
    const times = { few: [], many: [] };
    for (let run = 0; run < RUNS; run += 1)
      for (const person of [FEW, MANY]) {
        // A window that has kept nothing of before.
        await window.run(() => {
          location.hash = "#/patients";
          globalThis.before = true;
          setTimeout(() => location.reload());
        });
        await until("the window is new", () => window.run(() => globalThis.before === undefined));
        await window.find("grid", "Patients", { seconds: 60 });
        times[person.id].push(await window.run(painted, `#/patients/${idOf(person)}/${section}`));
      }
    const row = { section, few: Math.round(median(times.few)), many: Math.round(median(times.many)) };
    rows.push({ ...row, ratio: Number((row.many / row.few).toFixed(2)), goal: 2, runs: RUNS });
    console.log(rows.at(-1));
    await window.picture(join(folder, `${section}.png`));
  }
  // Down the whole list of notes, and up again, often enough for the web view to collect what it threw away.
  const before = await memory();
  const during = [];
  for (let way = 0; way < WAYS; way += 1) {
    await window.run((down) => {
      const list = [...document.querySelectorAll("main *")].sort((a, b) => b.scrollHeight - a.scrollHeight)[0];
      let at = down ? 0 : list.scrollHeight;
      globalThis.scrolled = false;
      const step = () => {
        at += (down ? 1 : -1) * 2 * list.clientHeight;
        list.scrollTop = at;
        if (at < 0 || at > list.scrollHeight) globalThis.scrolled = true;
        else requestAnimationFrame(step);
      };
      step();
    }, way % 2 === 0);
    await until("the list is at its end", () => window.run(() => globalThis.scrolled), { seconds: 300 });
    during.push(await memory());
  }
  const least = { firstHalf: Math.min(...during.slice(0, WAYS / 2)), secondHalf: Math.min(...during.slice(WAYS / 2)) };
  const found = { rows, scrolling: { before, during, least, unit: "MB resident, program and web view" } };
  console.log(found.scrolling);
  await writeFile(resolve("target/paint.json"), `${JSON.stringify(found, null, 2)}\n`);
} finally {
  await window.close();
}
