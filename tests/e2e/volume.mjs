// What a thousand slices cost the memory while they are scrolled through, and while planes are made of them, in the real
// window: the program itself, and the process of its web view, above what they take with the chart open; and what of it is
// given back when the study is closed.
//
// A measurement, not a test: `tests/scripts/in-window volume` runs it and target/volume.json has the figures.

import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ctSlice } from "./dicom.mjs";
import { terminal } from "./terminal.mjs";
import { until, Window } from "./webdriver.mjs";

const bin = process.env.WARDBOOK_BIN_DIR ?? resolve("target/debug");
const PASSPHRASE = "correct horse battery staple";
const SLICES = 1000;
const SIZE = 512;
const RAW = (SLICES * SIZE * SIZE * 2) / 1024 / 1024;
const STEPS = 600;
const GOALS = { program: 0.3, web: 2.6 };

/** The most of both while something goes on, looked at ten times a second. */
async function most(doing) {
  const highest = await window.memory();
  let over = false;
  const watching = (async () => {
    while (!over) {
      const now = await window.memory();
      for (const one of ["program", "web"]) highest[one] = Math.max(highest[one], now[one]);
      await new Promise((next) => setTimeout(next, 100));
    }
  })();
  try {
    await doing();
  } finally {
    over = true;
    await watching;
  }
  return highest;
}

const folder = resolve("target/volume");
await rm(folder, { recursive: true, force: true });
const [profile, disc] = [join(folder, "profile"), join(folder, "disc")];
await mkdir(disc, { recursive: true });
// Noise over a cylinder: nothing that a compression could make small.
let chance = 1;
const noise = () => (chance = (chance * 48271) % 0x7fffffff) % 200;
for (let number = 1; number <= SLICES; number += 1) {
  const pixels = Uint16Array.from({ length: SIZE * SIZE }, (_, at) => (Math.hypot((at % SIZE) - SIZE / 2, at / SIZE - SIZE / 2) < SIZE / 3 ? 1024 : 24) + noise());
  await writeFile(join(disc, `I${number}`), ctSlice({ number, size: SIZE, pixels, person: ["Halvorsen", "Ingrid"], born: "19500203", description: "CT of the trunk", place: number }));
}
const patient = { resourceType: "Patient", id: "ingrid", birthDate: "1950-02-03", gender: "female", name: [{ family: "Halvorsen", given: ["Ingrid"] }] };
await writeFile(join(folder, "ingrid.json"), JSON.stringify(patient));
const cli = terminal(bin, profile, PASSPHRASE);
await cli("init", "--passphrase-stdin");
await cli("import", join(folder, "ingrid.json"));
const [{ id: ingrid }] = JSON.parse(await cli("list"));
await cli("dicom", "add", ingrid, disc);
const window = await Window.open(join(bin, "wardbook"), ["--profile", profile], {}, join(folder, "window.log"));
try {
  await window.fill("textbox", "Passphrase", PASSPHRASE);
  await window.press("button", "Unlock");
  await window.reads(/Halvorsen/);
  await window.run((id) => (location.hash = `#/patients/${id}/imaging`), ingrid);
  await window.find("button", "Show images CT of the trunk");
  const idle = await window.memory();
  await window.press("button", "Show images CT of the trunk");
  await window.reads(/Image 1 of/);
  // Twice as many as are kept, there and back: each slice comes anew.
  const scrolling = await most(async () => {
    for (const key of ["\uE015", "\uE013"]) for (let step = 0; step < SLICES; step += 1) await window.keys(key);
  });
  const begun = Date.now();
  const reading = await most(async () => {
    await window.press("button", "Planes");
    await window.reads(/Reconstructed/, { seconds: 300 });
  });
  const seconds = (Date.now() - begun) / 1000;
  await window.picture(join(folder, "planes.png"));
  const looking = await most(async () => {
    for (let step = 0; step < STEPS; step += 1) await window.keys("\uE015");
  });
  await window.press("button", "Close");
  await window.find("button", "Show images CT of the trunk");
  // The web view collects when it likes; half a minute is not long for what nobody looks at any more.
  const closed = await window.memory();
  await until("what the volume took is given back", async () => {
    Object.assign(closed, await window.memory());
    return closed.web - idle.web < 0.2 * RAW;
  }, { seconds: 60 }).catch(() => undefined);
  const above = (now) => Object.fromEntries(["program", "web"].map((name) => [name, Number(((now[name] - idle[name]) / RAW).toFixed(2))]));
  const found = { slices: SLICES, rawMb: RAW, seconds, idle, timesRaw: { scrolling: above(scrolling), reading: above(reading), looking: above(looking), closed: above(closed) }, goals: GOALS };
  console.log(found);
  await writeFile(resolve("target/volume.json"), `${JSON.stringify(found, null, 2)}\n`);
} catch (error) {
  await window.picture(join(folder, "failed.png")).catch(() => undefined);
  throw error;
} finally {
  await window.close();
  await rm(disc, { recursive: true, force: true });
}
