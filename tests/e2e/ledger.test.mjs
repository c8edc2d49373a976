// The ledger, the mapping and an import in the real window, against a practice EHR that behaves as Epic
// does: some of what is asked for is refused, and the window says so.

import assert from "node:assert/strict";
import { mkdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { serve, walker } from "./sandbox.mjs";
import { terminal } from "./terminal.mjs";
import { until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const pictures = resolve("target/e2e-ledger");
const profile = join(pictures, "profile");
const PASSPHRASE = "correct horse battery staple";

let window;
let sandbox;

/** The ids of its patients. */
async function people() {
  const truth = await (await fetch(`${sandbox.origin}/_control/truth`)).json();
  return truth.patients.map((one) => one.patient);
}

const cli = terminal(bin, profile, PASSPHRASE);

const picture = (name) => window.picture(join(pictures, `${name}.png`));

before(async () => {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  sandbox = await serve(bin, "--patients", "4", "--seed", "21", "--today", "2026-11-20", "--personality", "epic", "--open");
  window = await Window.open(join(bin, "wardbook"), ["--profile", profile], await walker(bin, pictures), join(pictures, "window.log"));
});

after(async () => {
  await window?.close();
  await sandbox?.close();
});

test("what is here and what is not, in the window", { timeout: 400_000 }, async () => {
  try {
    await journey();
  } catch (error) {
    await window?.picture(join(pictures, "failed.png")).catch(() => undefined);
    throw error;
  }
});

async function journey() {
  const ids = await people();
  assert.ok(ids.length >= 2);
  await window.find("heading", "Protect what will be kept here");
  await window.press("radio", /^Keyring and passphrase/);
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.fill("textbox", "Passphrase again", PASSPHRASE);
  await window.press("button", "Create profile");
  await window.press("button", "Connect an EHR", { seconds: 60 });
  await window.fill("textbox", "Name", "City Sandbox");
  await window.fill("textbox", "FHIR base URL", sandbox.base);
  await window.choose("Sign-in", "none");
  await window.press("button", "Save connection");
  await window.find("heading", "City Sandbox");

  // Import: two patients by id, watched to the end, and what came is there to open.
  await window.press("button", "Import");
  await window.press("radio", /^These patients/);
  await window.fill("textbox", "FHIR ids of the patients", ids.slice(0, 2).join(" "));
  await picture("01-import");
  await window.press("button", "Import");
  await window.find("region", "Result", { seconds: 120 });
  await window.reads(/of [\d,]+ shown/);
  await picture("02-result");

  // The ledger of the connection: refusals in the EHR's words, and a table of it in a file.
  await window.run(() => history.back());
  await window.press("button", "Ledger");
  await window.find("heading", "Ledger of City Sandbox");
  await window.reads(/not complete|not offered by the EHR/);
  await picture("03-ledger");
  await window.press("button", "Write CSV");
  const csv = join(pictures, "ledger.csv");
  await window.fill("textbox", "Write to", csv);
  await window.run(() => [...document.querySelectorAll("[role=dialog] button")].find((one) => one.innerText === "Write CSV").click());
  await window.reads(/rows written/);
  await picture("04-csv");
  const lines = (await readFile(csv, "utf8")).trim().split("\n");
  assert.ok(lines.length > 20 && lines[0].startsWith("EHR,Patient,"));
  await window.run(() => [...document.querySelectorAll("[role=dialog] button")].find((one) => one.innerText === "Close").click());

  // The mapping: looked up by the EHR's id, a note that says who.
  await window.press("button", "Mapping");
  await window.fill("textbox", /^Our record id/, `Patient/${ids[0]}`);
  await until("one record", () => window.run(() => document.querySelectorAll("[role=grid] tbody tr[data-index]").length === 1));
  await window.run(() => document.querySelector("[role=grid] tbody tr[data-index]").click());
  await window.fill("textbox", "Note", "Asked City about this one.");
  await window.press("button", "Add note");
  await window.reads(/Note Asked City about this one\./);
  await window.reads(/log mark/);
  await picture("05-mapping");

  // By itself, and how the EHR is asked.
  await window.press("button", "Connection");
  await window.reads("How the EHR is asked");
  await window.reads(/Vendor\s+Epic/);
  await window.press("button", "Set");
  await window.fill("textbox", "Every so many minutes", "30");
  await window.press("button", "Save");
  await window.reads(/All patients here · every 30 minutes/);
  await picture("06-connection");

  // Dark is kept with the profile: locked and opened again, it is dark at once.
  await window.press("link", "Settings");
  await window.press("radio", "Dark");
  await until("dark", () => window.run(() => document.documentElement.dataset.theme === "dark"));
  await picture("07-dark");
  await window.close();
  window = undefined;
  await until("the profile is free again", () => cli("list"), { seconds: 60 });
  window = await Window.open(join(bin, "wardbook"), ["--profile", profile], {}, join(pictures, "window.log"));
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.press("button", "Unlock");
  await until("dark again", () => window.run(() => document.documentElement.dataset.theme === "dark"), { seconds: 60 });
  await picture("08-dark-again");
}
