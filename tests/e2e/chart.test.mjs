// The real window, driven as a person would: first run, connect, sign in, choose, sync, read, and read
// on with the cable out. One journey; each step needs the one before it.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { serve, walker } from "./sandbox.mjs";
import { until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const pictures = resolve("target/e2e");
const profile = join(pictures, "profile");
const PASSPHRASE = "correct horse battery staple";
const PEOPLE = ["--patients", "24", "--seed", "21", "--today", "2026-11-20"];

let window;
let sandbox;
let people;
let step = 0;

/** The same people, from a server that asks for no sign-in: what the window should show. */
async function whoIsThere() {
  const open = await serve(bin, ...PEOPLE, "--open");
  try {
    const ask = async (query) => (await fetch(`${open.base}/${query}`)).json();
    const bundle = await ask("Patient?_count=50");
    const found = bundle.entry
      .map((entry) => entry.resource)
      .filter((patient) => patient?.resourceType === "Patient")
      .map((patient) => {
        const name = patient.name?.find((one) => one.use === "official") ?? patient.name?.[0];
        return { id: patient.id, family: name?.family, given: name?.given?.[0], born: patient.birthDate };
      })
      // Somebody a test can type and recognise; the others are there all the same.
      .filter(({ family, given }) => /^[A-Z][a-z]{4,}$/.test(family ?? "") && given);
    for (const person of found) {
      const labs = await ask(`Observation?patient=${person.id}&category=laboratory&_count=200`);
      const named = (labs.entry ?? []).map((entry) => entry.resource?.code?.text ?? entry.resource?.code?.coding?.[0]?.display);
      person.tests = [...new Set(named.filter(Boolean))];
    }
    return found.filter(({ tests }) => tests.length >= 3);
  } finally {
    await open.close();
  }
}

async function picture(name) {
  step += 1;
  await window.picture(join(pictures, `${String(step).padStart(2, "0")}-${name}.png`));
}

/** In the page: whether this section is the one shown, with all that it has to show. */
function shown(section) {
  const current = document.querySelector("nav[aria-label='Chart sections'] [aria-current=page]");
  const body = document.querySelector("main")?.innerText ?? "";
  return current?.innerText === section && /complete to|Nothing recorded/i.test(body) && !/Reading/.test(body);
}

before(async () => {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  people = await whoIsThere();
  assert.ok(people.length >= 2, "two people with plain names and laboratory results");
  sandbox = await serve(bin, ...PEOPLE);
  const log = join(pictures, "window.log");
  window = await Window.open(join(bin, "wardbook"), ["--profile", profile], await walker(bin, pictures), log);
});

after(async () => {
  await window?.close();
  await sandbox?.close();
});

test("the journey of the window", { timeout: 600_000 }, async (t) => {
  const stepOf = async (name, run) => {
    // A later step means nothing without the one before it.
    let failed;
    await t.test(name, async () => {
      try {
        await run();
      } catch (error) {
        failed = error;
        await picture("failed").catch(() => undefined);
        throw error;
      }
    });
    if (failed) throw failed;
  };

  await stepOf("first run: choose how what is kept is protected", async () => {
    await window.find("heading", "Protect what will be kept here");
    assert.equal(await window.title(), "Wardbook");
    await picture("first-run");
    await window.press("radio", /^Keyring and passphrase/);
    await window.fill("textbox", "Passphrase", PASSPHRASE);
    await window.fill("textbox", "Passphrase again", PASSPHRASE);
    await picture("first-run-filled");
    await window.press("button", "Create profile");
    await window.find("heading", "Patients", { seconds: 60 });
    await window.reads("No patients on this workstation yet.");
    await picture("empty");
  });

  await stepOf("connect to an EHR, and test it first", async () => {
    await window.press("link", /^Connections/);
    await window.press("button", "Connect an EHR");
    await window.fill("textbox", "Name", "City Sandbox");
    await window.fill("textbox", "FHIR base URL", sandbox.base);
    await window.fill("textbox", "Client id", "wardbook");
    await window.press("button", "Test connection");
    await window.find("list", "Test steps", { seconds: 60 });
    const steps = await window.run(() => document.querySelector("[aria-label='Test steps']").innerText);
    assert.doesNotMatch(steps, /failed/i);
    await picture("connection-tested");
    await window.press("button", "Save connection");
    await window.find("button", "Sign in to City Sandbox");
  });

  await stepOf("sign in through the browser", async () => {
    await window.press("button", "Sign in to City Sandbox");
    await window.reads(/Signed in as Dr\. Abena Osei/, { seconds: 60 });
    const address = await window.run(() => location.href);
    assert.match(address, /^tauri:\/\/localhost/, "the window itself went nowhere");
    await picture("signed-in");
  });

  await stepOf("find two patients at the EHR, tick them, sync them", async () => {
    await window.press("button", "Choose patients of City Sandbox");
    for (const person of people.slice(0, 2)) {
      await window.fill("textbox", "Find at the EHR", `${person.family} ${person.born}`);
      await window.press("button", "Search at the EHR");
      await window.press("checkbox", new RegExp(`^${person.family}, ${person.given}`), { seconds: 60 });
    }
    await picture("patients-chosen");
    await window.press("button", "Sync 2 patients");
    await window.find("heading", "Sync");
    await picture("syncing");
    await window.reads("Sync finished", { seconds: 240 });
    await picture("synced");
  });

  await stepOf("open a chart and look at its results", async () => {
    await window.press("link", /^Patients/);
    await window.reads(people[0].family);
    await picture("patients");
    await window.press("link", new RegExp(`^${people[0].family}, ${people[0].given}`));
    await window.find("heading", new RegExp(`^${people[0].family}, ${people[0].given}`));
    const says = await window.text();
    assert.match(says, new RegExp(people[0].born), "the banner says when the patient was born");
    await window.reads(/complete/i);
    await picture("chart");
    for (const section of ["Results", "Medications", "Problems", "Allergies", "Immunizations", "Encounters"]) {
      await window.press("link", section);
      await until(`${section} is shown`, () => window.run(shown, section));
      if (section === "Results") {
        await until("the flowsheet names tests that the EHR has", async () => {
          const says = await window.text();
          return people[0].tests.some((name) => says.includes(name));
        });
      }
      await picture(section.toLowerCase());
    }
    assert.equal(await window.title(), "Wardbook", "the title never names a patient");
  });

  await stepOf("with the cable out another chart opens", async () => {
    await sandbox.close();
    await window.press("link", /^Patients/);
    await window.press("link", new RegExp(`^${people[1].family}, ${people[1].given}`));
    await window.find("heading", new RegExp(`^${people[1].family}, ${people[1].given}`));
    await window.press("link", "Results");
    await window.press("link", /^Notes/);
    await picture("cable-out");
  });

  await stepOf("search finds what is here", async () => {
    await window.press("link", "Search");
    await window.fill("textbox", "Search all records", people[1].family);
    await until("a hit that leads to the chart", () =>
      window.run((name) => {
        const found = [...document.querySelectorAll("main a[href*='#/patients/']")];
        return found.some((hit) => hit.innerText.includes(name));
      }, people[1].family),
    );
    await picture("search");
  });

  await stepOf("a sync without the EHR says since when it is gone", async () => {
    await window.press("link", /^Connections/);
    await window.press("button", "Sync patients here of City Sandbox");
    await window.reads(/does not answer|offline/i, { seconds: 120 });
    await picture("offline");
    await window.press("link", /^Patients/);
    await window.reads(/offline since/i);
    await picture("offline-patients");
  });

  await stepOf("locked, and only the passphrase opens it", async () => {
    await window.press("link", "Settings");
    await picture("settings");
    await window.press("button", /^Lock/);
    await window.find("heading", "Wardbook is locked");
    const says = await window.text();
    for (const { family } of people) assert.ok(!says.includes(family), "nothing of a patient is near it");
    await window.fill("textbox", "Passphrase", "not the passphrase at all");
    await window.press("button", "Unlock");
    await window.reads("That is not the passphrase", { seconds: 60 });
    await picture("locked");
    await window.fill("textbox", "Passphrase", PASSPHRASE);
    await window.press("button", "Unlock");
    await window.press("link", /^Patients/, { seconds: 60 });
    await window.reads(people[0].family);
  });

  await stepOf("a second copy on the same profile is told so", async () => {
    const second = spawn(join(bin, "wardbook-cli"), ["--profile", profile, "list", "--json"], {
      env: { ...process.env, WARDBOOK_PASSPHRASE: PASSPHRASE },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    second.stdout.on("data", (data) => (said += data));
    second.stderr.on("data", (data) => (said += data));
    const code = await new Promise((ended) => second.on("close", ended));
    assert.notEqual(code, 0);
    assert.match(said, /in-use/);
  });

  await stepOf("nothing of a patient is on disk in plain text", async () => {
    await window.close();
    window = undefined;
    const names = people.slice(0, 2).flatMap(({ family, given }) => [family, given].filter((name) => name.length >= 5));
    const folders = [profile, ...["XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"].map((name) => process.env[name])];
    let looked = 0;
    for (const folder of folders.filter(Boolean)) {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath ?? entry.path, entry.name);
        // What the web view takes away while it ends is no longer on disk.
        const bytes = await readFile(path).catch((error) => (error.code === "ENOENT" ? null : Promise.reject(error)));
        if (bytes === null) continue;
        looked += 1;
        for (const name of names) {
          assert.ok(!bytes.includes(name), `${path} holds a name`);
          assert.ok(!bytes.includes(Buffer.from(name, "utf16le")), `${path} holds a name as UTF-16`);
        }
      }
    }
    assert.ok(looked > 5, "there were files to look at");
  });
});
