// A launch by the operating system, in the real window: the program is started again with the address
// that a browser would hand to the system, and the window that is open takes it over.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { serve, walker } from "./sandbox.mjs";
import { Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const pictures = resolve("target/e2e-launch");
const profile = join(pictures, "profile");
const PASSPHRASE = "correct horse battery staple";
const PEOPLE = ["--patients", "3", "--seed", "21", "--today", "2026-11-20"];

let window;
let sandbox;
let patient;

/** One of its patients, from a server with the same people that asks for no sign-in. */
async function somebody() {
  const open = await serve(bin, ...PEOPLE, "--open");
  try {
    const bundle = await (await fetch(`${open.base}/Patient?_count=3`)).json();
    const found = bundle.entry.map((entry) => entry.resource).find((one) => one.resourceType === "Patient");
    const name = found.name?.find((one) => one.use === "official") ?? found.name[0];
    return { id: found.id, family: name.family, born: found.birthDate };
  } finally {
    await open.close();
  }
}

/** Starts the program a second time, as the system does; gives its exit code. */
async function startAgain(...arguments_) {
  const second = spawn(join(bin, "wardbook"), ["--profile", profile, ...arguments_], { stdio: ["ignore", "inherit", "inherit"] });
  const code = await new Promise((gone) => second.on("close", gone));
  return code;
}

/** What the EHR's button does: it begins a launch and names the address for the system. */
async function launch(context) {
  const answer = await fetch(`${sandbox.origin}/_control/launch`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(context),
  });
  const begun = await answer.json();
  const query = new URLSearchParams({ iss: begun.iss, launch: begun.launch });
  return `app.wardbook.desktop://launch?${query}`;
}

before(async () => {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  patient = await somebody();
  sandbox = await serve(bin, ...PEOPLE);
  window = await Window.open(join(bin, "wardbook"), ["--profile", profile], await walker(bin, pictures), join(pictures, "window.log"));
});

after(async () => {
  await window?.close();
  await sandbox?.close();
});

test("an EHR starts Wardbook through the operating system", { timeout: 300_000 }, async () => {
  const address = await launch({ patient: patient.id });
  // Before there is a profile, the launch waits for it.
  assert.equal(await startAgain(address), 0, "the second start ends well");
  await window.find("heading", "Protect what will be kept here");
  await window.press("radio", /^Keyring and passphrase/);
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.fill("textbox", "Passphrase again", PASSPHRASE);
  await window.press("button", "Create profile");

  // Nobody configured this EHR: nothing is asked of it, the person is.
  await window.reads("An EHR that is not configured wants to open a patient", { seconds: 60 });
  await window.reads(sandbox.base);
  await window.picture(join(pictures, "01-unknown.png"));
  await window.press("button", "Connect an EHR");
  await window.fill("textbox", "Name", "City Sandbox");
  await window.fill("textbox", "FHIR base URL", sandbox.base);
  await window.fill("textbox", "Client id", "wardbook");
  await window.press("button", "Save connection");
  await window.find("button", "Sign in to City Sandbox");

  // Now it is known: the running window signs in for the launch and opens the patient, where it was meant.
  assert.equal(await startAgain(await launch({ patient: patient.id, need_patient_banner: false, intent: "review-labs" })), 0);
  await window.find("heading", new RegExp(patient.family), { seconds: 60 });
  const at = await window.run(() => location.hash);
  assert.match(at, /^#\/patients\/[^/]+\/results$/, "at the section that the intent names");
  const says = await window.text();
  assert.ok(!says.includes("MRN"), "no banner of ours where the EHR has one");
  assert.equal(await window.title(), "Wardbook", "the window's title names nobody");
  await window.picture(join(pictures, "02-framed.png"));
  await window.press("button", "Show who this is");
  await window.reads(patient.born);
  await window.picture(join(pictures, "03-banner.png"));

  // Started again with nothing to bring, it is the same window; with nonsense too.
  assert.equal(await startAgain(), 0);
  assert.equal(await startAgain("app.wardbook.desktop://elsewhere?x=1"), 0);
  await window.find("heading", new RegExp(patient.family));
});
