// A ward where not everybody sees everything, in the real window: charts that nobody opens are given days, a nurse opens the
// chart of somebody she does not see, with a reason, and ends it again; the profile gets new keys and opens after a restart.

import assert from "node:assert/strict";
import { mkdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { passwordOf, signsIn } from "./people.mjs";
import { serve } from "./sandbox.mjs";
import { person } from "./terminal.mjs";
import { until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const pictures = resolve("target/e2e-glass");
const profile = join(pictures, "profile");
const PASSPHRASE = "correct horse battery staple";

let window;
let sandbox;
/** Whom the nurse does not see. */
let her;

const start = () => Window.open(join(bin, "wardbook"), ["--profile", profile], {}, join(pictures, "window.log"));

/** A picture by day and one by night. */
async function pictured(name) {
  await window.picture(join(pictures, `${name}.png`));
  await window.run(() => {
    document.documentElement.dataset.theme = "dark";
  });
  await window.picture(join(pictures, `${name}-dark.png`));
  await window.run(() => {
    delete document.documentElement.dataset.theme;
  });
}

before(async () => {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  sandbox = await serve(bin, "--patients", "5", "--seed", "21", "--today", "2026-11-20", "--open");
  const asks = person(bin, profile, PASSPHRASE);
  await asks(null, ["init", "--passphrase-stdin"], PASSPHRASE);
  await asks(null, ["people", "add", "ada", "--name", "Ada Berg", "--role", "administrator"], passwordOf("ada"));
  await asks("ada", ["people", "add", "adaeze", "--name", "Adaeze Obi", "--role", "nurse"], passwordOf("adaeze"));
  await asks("ada", ["connect", "City", "--fhir-base", sandbox.base, "--auth", "none"]);
  await asks("adaeze", ["sync", "City", "--all"]);
  [her] = JSON.parse(await asks("adaeze", ["list"]));
  window = await start();
});

after(async () => {
  await window?.close();
  await sandbox?.close();
});

async function unlocks() {
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.press("button", "Unlock");
  await window.find("heading", "Who is there?", { seconds: 60 });
}

async function takesTheSeat(account) {
  await window.press("button", "Switch person");
  await signsIn(window, account);
}

function scrollTo(heading) {
  [...document.querySelectorAll("h2")].find((one) => one.innerText === heading)?.scrollIntoView({ block: "nearest" });
}

test("days for charts that nobody opens are tried before they are saved, and whoever reads charts is told", { timeout: 200_000 }, async () => {
  await unlocks();
  await signsIn(window, "ada");
  await window.press("link", "Settings", { seconds: 30 });
  await window.choose("City", "7");
  await window.reads("5 charts would come to the end within a week.");
  assert.equal((await window.text()).includes(her.name), false, "an administrator reads no names");
  await window.run(scrollTo, "Charts that nobody opens");
  await pictured("days");
  await window.press("button", "Save days");
  await window.reads("5 charts come to the end within a week.");
  await takesTheSeat("adaeze");
  await window.press("link", /^Patients/, { seconds: 30 });
  await window.find("grid", "Patients", { seconds: 30 });
  await window.reads("5 charts that nobody opened leave this workstation within a week.");
  await pictured("leaving-soon");
  await window.press("button", "See which");
  await window.find("table", "Charts of City that are due");
  await window.reads("City: charts leave after 7 days unopened. An administrator can change that.");
  await window.reads(her.name);
  await window.run(scrollTo, "Charts that nobody opens");
  await pictured("due");
});

test("a chart that she does not see is opened with a reason, says so, and is shut again", { timeout: 200_000 }, async () => {
  await takesTheSeat("ada");
  await window.press("link", "Settings", { seconds: 30 });
  await window.press("button", "Adaeze Obi: Sees all connections");
  await window.press("checkbox", /^All, those that come later too/);
  await window.press("checkbox", "City");
  await window.reads("Sees 0 of 1 connections");
  await pictured("connections");
  await takesTheSeat("adaeze");
  await window.press("link", /^Patients/, { seconds: 30 });
  await window.press("button", "Not on the list…", { seconds: 30 });
  await window.fill("textbox", "Name", her.name);
  await window.fill("textbox", "Birth date", her.birthDate);
  await window.press("button", "Ask");
  await window.reads("Here, and not among your patients");
  await pictured("found");
  await window.press("button", "Open with a reason");
  await window.press("radio", /^Covering for a colleague/);
  await window.fill("textbox", "In your own words", "Night cover for 7 North");
  await pictured("reason");
  await window.press("button", "Open the chart");
  await window.find("region", "Break-glass", { seconds: 30 });
  await window.reads(/Opened by break-glass: Covering for a colleague\. (4 h|3 h 59 min) left/);
  await window.find("heading", new RegExp(`^${her.name.split(",")[0]}`));
  await pictured("band");
  await window.press("button", "End it now");
  await window.reads("Not among the connections that you see", { seconds: 30 });
  assert.equal(await window.has("region", "Break-glass"), false);
  assert.equal((await window.text()).includes(her.name), false, "nothing of her stays");
  await pictured("shut");
});

test("what is open is shut with a lock, and the log has a row of its end", { timeout: 200_000 }, async () => {
  await window.press("button", "Open with a reason…");
  await window.fill("textbox", "In your own words", "Unconscious in the bay");
  await window.press("button", "Open the chart");
  await window.find("region", "Break-glass", { seconds: 30 });
  await window.press("button", /^Lock/);
  await unlocks();
  await signsIn(window, "adaeze");
  await window.press("link", /^Patients/, { seconds: 30 });
  await window.find("button", "Not on the list…", { seconds: 30 });
  assert.equal((await window.text()).includes(her.name), false);
});

test("the profile gets new keys, everybody signs in again, and it opens after a restart", { timeout: 300_000 }, async () => {
  await takesTheSeat("ada");
  await window.press("link", "Settings", { seconds: 30 });
  await window.fill("textbox", "Passphrase, to change the keys", PASSPHRASE);
  await window.run(scrollTo, "Lock");
  await window.press("button", "Change the keys");
  await window.reads("Change the keys?");
  await pictured("keys");
  await until("the question is answered", () => window.run(answer, "Change the keys"));
  await signsIn(window, "ada");
  await window.find("button", "Switch person", { seconds: 60 });
  await window.run(() => {
    location.hash = "#/audit";
  });
  await window.find("grid", "Acts", { seconds: 30 });
  await window.reads("A break-glass was over");
  await pictured("log");
  await window.close();
  window = await start();
  await unlocks();
  await signsIn(window, "adaeze");
  await window.find("link", /^Patients/, { seconds: 30 });
});

/** In the page: the answer of the question that is over the page. */
function answer(name) {
  const button = [...document.querySelectorAll("[role=alertdialog] button,[role=dialog] button")].find((one) => one.innerText === name);
  button?.click();
  return button !== undefined;
}
