// Documents in the real window: a referral, a scan and a dictation are brought to a chart and looked at. The
// profile is made at the terminal, so that the journey begins where a document is.

import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { docx, pdf, png } from "./papers.mjs";
import { serve } from "./sandbox.mjs";
import { terminal } from "./terminal.mjs";
import { until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const pictures = resolve("target/e2e-documents");
const profile = join(pictures, "profile");
const PASSPHRASE = "correct horse battery staple";
const REFERRAL = [
  ["Referral of Ingrid Halvorsen", "Potassium 5.9 mmol/L on 12 March 2026, repeated."],
  ["Please see her within the week.", "Amara Osei, nephrology clinic."],
  ["Copy to the ward.", "Potassium again on 14 March 2026."],
];

let window;
let sandbox;

const cli = terminal(bin, profile, PASSPHRASE);

const picture = (name) => window.picture(join(pictures, `${name}.png`));

before(async () => {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(pictures, { recursive: true });
  sandbox = await serve(bin, "--patients", "1", "--seed", "21", "--today", "2026-11-20", "--open");
  const [{ patient }] = (await (await fetch(`${sandbox.origin}/_control/truth`)).json()).patients;
  await cli("init", "--passphrase-stdin");
  await cli("connect", "City", "--fhir-base", sandbox.base, "--auth", "none");
  await cli("sync", "City", "--patient", patient);
  for (const [name, bytes, title] of [
    ["referral.pdf", pdf(REFERRAL), "Referral to nephrology"],
    ["wound.png", png(300, 200), "Wound photograph"],
    ["dictation.docx", docx(["Dictation about the cardiology visit.", "Carvedilol was increased."]), "Dictation"],
  ]) {
    await writeFile(join(pictures, name), bytes);
    await cli("document", "add", patient, join(pictures, name), "--title", title, "--date", "2026-11-19T10:00:00Z");
  }
  window = await Window.open(join(bin, "wardbook"), ["--profile", profile], {}, join(pictures, "window.log"));
});

after(async () => {
  await window?.close();
  await sandbox?.close();
});

test("documents, looked at in the window", { timeout: 300_000 }, async () => {
  try {
    await journey();
  } catch (error) {
    await picture("failed").catch(() => undefined);
    console.log((await window.text().catch(() => "")).slice(0, 1500));
    throw error;
  }
});

/** In the page: how much of a page of the PDF is dark; nothing while it is not drawn. */
function ink(page) {
  const canvas = document.querySelector(`[role=dialog] [data-page-number="${page}"] canvas`);
  if (!canvas || canvas.width === 0) return 0;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let dark = 0;
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200 && data[at] < 100) dark += 1;
  return dark;
}

/** In the page: where a page of the PDF stands, against what can be seen of all. */
function placed(page) {
  const one = document.querySelector(`[role=dialog] [data-page-number="${page}"]`).getBoundingClientRect();
  const seen = document.querySelector("[role=dialog] [role=region][aria-label=Pages]").getBoundingClientRect();
  return { width: one.width, height: one.height, seen: one.top < seen.bottom - 40 && one.bottom > seen.top + 40 };
}

const drawn = (page) => until(`page ${page} has ink`, () => window.run(ink, page).then((dark) => dark > 200));

/** Opens a note of the list. */
const note = (title) =>
  until(`the note ${title}`, () =>
    window.run((words) => {
      const rows = [...document.querySelectorAll("[role=grid][aria-label=Notes] [role=row], [role=grid][aria-label=Notes] tr")];
      const row = rows.find((one) => new RegExp(words).test(one.innerText));
      row?.querySelector("th[scope=row]")?.click();
      return Boolean(row);
    }, title.source),
  );

async function journey() {
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.press("button", "Unlock");
  await window.press("link", /^Patients/, { seconds: 60 });
  await until("the chart", () =>
    window.run(() => {
      const one = document.querySelector("main a[href*='#/patients/']");
      one?.click();
      return Boolean(one);
    }),
  );
  await window.press("link", /^Notes/);

  // A PDF: drawn, its text to be selected, small pages, words in it, larger, turned.
  await note(/Referral to nephrology/);
  await window.press("button", "Show document Referral to nephrology");
  await drawn(1);
  await picture("01-pdf");
  await window.reads("Page 1 of 3");
  const selected = await until("text to select", () =>
    window.run(() => {
      const words = [...document.querySelectorAll('[role=dialog] [data-page-number="1"] .textLayer span')].find((span) => span.textContent.includes("Potassium"));
      if (!words) return "";
      getSelection().selectAllChildren(words);
      return getSelection().toString();
    }),
  );
  assert.equal(selected, REFERRAL[0][1]);
  await until("three small pages with ink", () =>
    window.run(() => {
      const small = [...document.querySelectorAll("[role=dialog] nav[aria-label=Pages] canvas")];
      const grey = (one) => {
        const { data } = one.getContext("2d").getImageData(0, 0, one.width, one.height);
        return data.some((value, at) => at % 4 === 0 && value < 220 && data[at + 3] > 200);
      };
      return small.length === 3 && small.every((one) => one.width > 50 && grey(one));
    }),
  );
  await window.run(() => document.querySelectorAll("[role=dialog] nav[aria-label=Pages] button")[2].click());
  await window.reads("Page 3 of 3");
  await drawn(3);
  assert.ok((await window.run(placed, 3)).seen, "the third page is in sight");
  await window.fill("textbox", "Find in document", "potassium");
  await window.reads(/[12] of 2/);
  await until("the words are marked", () => window.run(() => document.querySelectorAll("[role=dialog] .textLayer .highlight").length > 0));
  await picture("02-found");
  await window.fill("textbox", "Find in document", "haloperidol");
  await window.reads("Not found");
  const before_ = await window.run(placed, 1);
  await window.press("button", "Larger");
  await until("larger", async () => (await window.run(placed, 1)).width > before_.width + 10);
  await window.press("button", "Rotate");
  await until("lying", async () => {
    const { width, height } = await window.run(placed, 1);
    return width > height;
  });
  await picture("03-turned");

  // Printing hands all pages to the printer, and the audit log is told.
  await window.run(() => {
    window.print = () => {
      const pages = [...document.querySelectorAll(".wardbook-paper img")];
      window.printed = pages.filter((page) => page.complete && page.naturalWidth > 1000).length;
    };
  });
  await window.press("button", "Print");
  await until("three pages on paper", () => window.run(() => window.printed === 3));
  await window.keys("\uE00C");
  await until("the viewer is closed", async () => !(await window.has("button", "Rotate")));

  // A photograph, as it is; a dictation, as its words.
  await note(/Wound photograph/);
  await window.press("button", "Show document Wound photograph");
  await until("the photograph", () =>
    window.run(() => {
      const image = document.querySelector("[role=dialog] img");
      return image?.complete && image.naturalWidth === 300 && image.getBoundingClientRect().width > 100;
    }),
  );
  await picture("04-photograph");
  await window.keys("\uE00C");
  await note(/Dictation/);
  await window.reads("Carvedilol was increased.");
  await picture("05-dictation");

  // Words of its second page lead to the second page.
  await window.press("link", "Search");
  await window.fill("textbox", "Search all records", "nephrology clinic");
  await window.reads(/page 2/i);
  await picture("06-hit");
  await window.press("link", /Referral to nephrology/);
  await window.reads("Page 2 of 3");
  await drawn(2);
  assert.ok((await window.run(placed, 2)).seen, "the second page is in sight");
  await until("its words are marked", () =>
    window.run(() =>
      [...document.querySelectorAll('[role=dialog] [data-page-number="2"] .textLayer .highlight')].map((one) => one.textContent.toLowerCase()).join(" ") === "nephrology clinic",
    ),
  );
  await picture("07-at-the-words");

  // How large a document may be is a setting.
  await window.keys("\uE00C");
  await window.run(() => (location.hash = "#/settings"));
  await window.reads(/Largest document, in megabytes/);
  await picture("08-settings");
}
