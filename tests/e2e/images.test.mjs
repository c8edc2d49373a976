// Images in the real window: a disc from another hospital is brought to a chart and looked at, without any EHR.

import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { ctSlice } from "./dicom.mjs";
import { terminal } from "./terminal.mjs";
import { until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const pictures = resolve("target/e2e-images");
const profile = join(pictures, "profile");
const disc = join(pictures, "disc");
const PASSPHRASE = "correct horse battery staple";
const SIZE = 64;

let window;
let ingrid;

/** A slice through a cylinder of bone in water in air, wider from slice to slice. */
function slice(number) {
  const pixels = Uint16Array.from({ length: SIZE * SIZE }, (_, at) => {
    const far = Math.hypot((at % SIZE) - SIZE / 2, Math.floor(at / SIZE) - SIZE / 2);
    return far < 4 + number ? 2024 : far < 26 ? 1024 : 24;
  });
  return ctSlice({ number, size: SIZE, pixels, person: ["Halvorsen", "Ingrid"], born: "19500204", description: "CT of the forearm" });
}

const cli = terminal(bin, profile, PASSPHRASE);

const picture = (name) => window.picture(join(pictures, `${name}.png`));

before(async () => {
  await rm(pictures, { recursive: true, force: true });
  await mkdir(disc, { recursive: true });
  for (const number of [1, 2, 3]) await writeFile(join(disc, `I${number}`), slice(number));
  await writeFile(join(disc, "VIEWER.EXE"), "MZ");
  const patient = {
    resourceType: "Patient",
    id: "ingrid",
    birthDate: "1950-02-03",
    gender: "female",
    name: [{ family: "Halvorsen", given: ["Ingrid"] }],
  };
  await writeFile(join(pictures, "ingrid.json"), JSON.stringify(patient));
  await cli("init", "--passphrase-stdin");
  await cli("import", join(pictures, "ingrid.json"));
  [{ id: ingrid }] = JSON.parse(await cli("list"));
  window = await Window.open(join(bin, "wardbook"), ["--profile", profile], {}, join(pictures, "window.log"));
});

after(async () => {
  await window?.close();
});

test("a disc of images, brought and looked at in the window", { timeout: 300_000 }, async () => {
  try {
    await journey();
  } catch (error) {
    await picture("failed").catch(() => undefined);
    console.log((await window.text().catch(() => "")).slice(0, 1500));
    throw error;
  }
});

/** In the page: the grey at the middle of the picture, and a quarter from its left edge. */
function greys() {
  const canvas = document.querySelector("[role=dialog] [role=region][aria-label=Image] canvas");
  if (!canvas || canvas.width === 0) return null;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const at = (x, y) => data[4 * (Math.round(y) * canvas.width + Math.round(x))];
  const side = Math.min(canvas.width, canvas.height);
  const [x, y] = [canvas.width / 2, canvas.height / 2];
  return { middle: at(x, y), water: at(x - side / 4, y), air: at(x - side * 0.45, y) };
}

async function journey() {
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.press("button", "Unlock");
  await window.reads(/Halvorsen/);
  await window.run((id) => (location.hash = `#/patients/${id}/imaging`), ingrid);
  await window.reads(/No images of this patient are on this workstation/);
  await picture("01-none");

  // The disc says another day of birth: nothing is kept until a person says that it is she.
  await window.press("button", "Add images…");
  await window.fill("textbox", "Images", disc);
  await window.press("button", "Add images");
  await window.reads(/another person/);
  await window.reads(/born 1950-02-04/);
  await picture("02-whose");
  await window.press("button", /^Yes, it is this patient/);
  await window.reads(/3 image files of 1 study kept/);
  await window.reads(/VIEWER\.EXE/);
  await picture("03-kept");
  await window.press("button", "Close");
  await window.reads(/CT of the forearm/);
  await window.reads(/another day of birth\. The files name Halvorsen, Ingrid · born 1950-02-04/);
  await picture("04-list");

  // Bone is white, water grey, air black in the file's own window.
  await window.press("button", "Show images CT of the forearm");
  const seen = await until("the first slice", async () => {
    const found = await window.run(greys);
    return found && found.middle === 255 ? found : null;
  });
  assert.equal(seen.air, 0);
  assert.ok(seen.water > 90 && seen.water < 120, `water is ${seen.water}`);
  await window.reads(/Image 1 of 3/);
  await window.reads(/Not for primary diagnosis/);
  await picture("05-viewer");
  await window.press("button", "Next image");
  await window.reads(/Image 2 of 3/);
  await window.press("button", "Probe");
  await window.reads(/1000 HU/);
  await window.press("button", "Invert");
  await until("inverted", async () => (await window.run(greys)).middle === 0);
  await picture("06-inverted");
  await window.press("button", "Close");

  await window.press("button", /^Remove from this workstation: CT/);
  await window.press("button", "Remove from this workstation");
  await window.reads(/No images of this patient are on this workstation/);
}
