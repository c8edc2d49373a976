// Real FHIR resources in the real window: every folder of $WARDBOOK_REAL_DATA/fhir, and what each EHR answered under
// $WARDBOOK_REAL_DATA/recorded, is brought in, every section of every chart is opened, and then every record by itself,
// while the console of the page is listened to.
//
// Too long for a test: `tests/scripts/in-window everything` runs it and target/everything.json says what was seen; names
// of folders behind it are those that are looked at.

import { mkdir, rm, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { terminal, tried } from "./terminal.mjs";
import { Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const PASSPHRASE = "correct horse battery staple";
/** Looks at a time: a call that takes longer than the driver waits would be lost. */
const TOGETHER = 2;

const real = process.env.WARDBOOK_REAL_DATA;
if (real === undefined) {
  console.log("skipped: WARDBOOK_REAL_DATA names no folder");
  process.exit(0);
}

const folder = resolve("target/everything");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const only = process.argv.slice(2);
const found = {};
for (const [name, bring] of [...(await folders("fhir", resources)), ...(await folders("recorded", answers))])
  if (only.length === 0 || only.includes(name)) {
    found[name] = await everythingOf(name, await bring());
    console.log(name, { ...found[name], faults: found[name].faults.slice(0, 20) });
  }
await writeFile(resolve("target/everything.json"), `${JSON.stringify(found, null, 2)}\n`);
if (Object.values(found).some(({ faults }) => faults.length > 0)) process.exitCode = 1;

/** Folders of the real data by name, each with what gives the folder that is to be brought in. */
async function folders(part, bring) {
  const entries = await readdir(join(real, part), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => [name, () => bring(join(real, part, name))]);
}

async function resources(folder) {
  return folder;
}

/** The answers of an EHR, each out of the file that also says what was asked. */
async function answers(of) {
  const bodies = join(folder, `${basename(of)}-answers`);
  await mkdir(bodies, { recursive: true });
  for (const entry of await readdir(of, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".json")) continue;
    const recorded = JSON.parse(await readFile(join(entry.parentPath, entry.name), "utf8"));
    const body = recorded.body ?? recorded;
    if (body.resourceType !== undefined) await writeFile(join(bodies, entry.name), JSON.stringify(body));
  }
  return bodies;
}

/** In the page: goes to each address, waits until it stands, and gives what the console and the page complained of. */
async function visit(places, ready) {
  const complaints = [];
  for (const [address, what] of places) {
    location.hash = address;
    const begun = performance.now();
    for (;;) {
      await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
      const main = document.querySelector("main");
      const reading = [...(main?.querySelectorAll("[role=status]") ?? [])].some((one) => one.textContent.startsWith("Reading"));
      if (location.hash === address && main?.querySelector(ready) && !reading) break;
      if (main?.querySelector("[role=alert]")) break;
      if (performance.now() - begun > 10_000) {
        complaints.push([what, "it did not come"]);
        break;
      }
    }
    const alert = document.querySelector("main [role=alert]");
    if (alert) complaints.push([what, `the page says: ${alert.textContent}`]);
    for (const said of globalThis.heard.splice(0)) complaints.push([what, said]);
  }
  return complaints;
}

/** Brings a folder into a profile of its own, so that nothing of it is replaced by another's, and looks at all of it. */
async function everythingOf(name, brought) {
  const profile = join(folder, name);
  const cli = terminal(bin, profile, PASSPHRASE);
  await cli("init", "--passphrase-stdin");
  // What cannot be read is left out, and the command says so with its code.
  const imported = JSON.parse(await tried(bin, profile, PASSPHRASE)("import", brought));
  const { files, resources, added, leftOut } = imported;
  const patients = JSON.parse(await cli("list"));
  const faults = new Map();
  const seen = { files, resources, added, leftOut: { resources: leftOut, why: [...new Set(imported.faults.map(({ code }) => code))] }, charts: 0, sections: 0, records: 0 };
  const window = await Window.open(join(bin, "wardbook"), ["--profile", profile], {}, join(folder, `${name}.log`));
  const look = async (places, ready) => {
    for (let from = 0; from < places.length; from += TOGETHER)
      for (const [what, said] of await window.run(visit, places.slice(from, from + TOGETHER), ready)) {
        const fault = `${what}: ${said.slice(0, 160)}`;
        faults.set(fault, (faults.get(fault) ?? 0) + 1);
      }
  };
  const asked = (name, request) => window.run((name, request) => window.__TAURI_INTERNALS__.invoke(name, { request }), name, request);
  try {
    await window.fill("textbox", "Passphrase", PASSPHRASE);
    await window.keys("\uE007");
    await window.find("grid", "Patients", { seconds: 90 });
    await window.run(listen);
    for (const { id } of patients) {
      const { sections } = await asked("open_chart", { patient: id });
      const there = ["timeline", ...sections.filter(({ section, count }) => count > 0 || section === "summary").map(({ section }) => section)];
      await look(there.map((section) => [`#/patients/${id}/${section}`, section]), "h2");
      seen.charts += 1;
      seen.sections += there.length;
    }
    const [{ id: connection }] = await asked("list_connections", undefined);
    for (;;) {
      const { rows } = await asked("list_mappings", { connection, standing: null, resourceType: null, olderThanMinutes: null, id: null, offset: seen.records, limit: 500 });
      if (rows.length === 0) break;
      await look(rows.map(({ record, resourceType }) => [`#/records/${record}`, resourceType]), "[role=region][aria-label=JSON]");
      seen.records += rows.length;
    }
  } finally {
    await window.close();
  }
  return { ...seen, faults: [...faults].map(([fault, times]) => ({ fault, times })) };
}

/** In the page: keeps what the console is told. */
function listen() {
  globalThis.heard = [];
  for (const kind of ["error", "warn"]) {
    const usual = console[kind];
    console[kind] = (...words) => {
      globalThis.heard.push(`${kind}: ${words.map(String).join(" ")}`);
      usual.apply(console, words);
    };
  }
  addEventListener("error", (event) => globalThis.heard.push(`thrown: ${event.message}`));
  addEventListener("unhandledrejection", (event) => globalThis.heard.push(`rejected: ${event.reason}`));
}
