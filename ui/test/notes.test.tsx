import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { block, progress, words } from "./fake/notes";
import { ingridChart } from "./fake/chart";
import { notes } from "./fake/rows";
import { openWindow } from "./window";

const reader = () => screen.findByRole("region", { name: "Note: Progress note" });

test("what was copied from an earlier note is folded, says from where, and opens", async () => {
  const { user } = openWindow("#/patients/p1/notes");
  const page = await reader();
  const fold = within(page).getByRole("button", { name: /2 lines as in History and physical · 2026-11-18 · Dr\. Marsh/ });
  expect(fold, "the beginning can be read without opening").toHaveTextContent("66 y woman with ischaemic heart failure");
  expect(within(page).queryByText(/Coronary stents/)).toBeNull();
  await user.click(fold);
  expect(within(page).getByText(/Coronary stents/)).toBeVisible();
  expect(within(page).getByText(/Slept on three pillows/)).toBeVisible();
});

test("a table keeps its heads, an empty cell is empty, and what was struck out says so", async () => {
  openWindow("#/patients/p1/notes");
  const page = await reader();
  const row = within(page).getByRole("row", { name: /Creatinine 151/ });
  expect(within(row).getAllByRole("cell")).toHaveLength(2);
  expect(within(page).getByText(/Spironolactone 25 mg daily/).closest("s")).toHaveTextContent("struck out: Spironolactone 25 mg daily.");
});

test("the contents lead to a place in the note", async () => {
  const { user } = openWindow("#/patients/p1/notes");
  await reader();
  const contents = screen.getByRole("navigation", { name: "Contents of this note" });
  await user.click(within(contents).getByRole("button", { name: "Assessment and plan" }));
  expect(document.activeElement).toHaveTextContent("Assessment and plan");
});

test("words are found in the note over a change of looks, in folded text too", async () => {
  const { user } = openWindow("#/patients/p1/notes", {
    open_note: () => ({
      row: notes[0]!,
      earlier: [{ record: "no3", title: "History and physical", date: null, author: null }],
      lookedAt: 1,
      parts: [{ ...progress[0]!, blocks: [block("line", "Dyspnœa and dyspnoéa of old", { copied: 0 }), block("line", "", { runs: [words("Potass"), words("ium 6.4", "bold")] })] }],
    }),
  });
  const page = await reader();
  const field = screen.getByRole("searchbox", { name: "Find in this note" });
  await user.type(field, "dyspnoea");
  await waitFor(() => expect(screen.getByText("1 of 1")).toBeVisible());
  expect(within(page).getByText("dyspnoéa")).toBeVisible();
  await user.clear(field);
  await user.type(field, "potassium 6");
  expect(await screen.findByText("1 of 1")).toBeVisible();
  expect(page.querySelectorAll("mark"), "one place, in two looks").toHaveLength(2);
  await user.clear(field);
  await user.type(field, "warfarin");
  expect(await screen.findByText("Not in this note")).toBeVisible();
});

test("the same words in another form are not read twice; what cannot be shown says what it is", async () => {
  const { user } = openWindow("#/patients/p1/notes");
  const page = await reader();
  expect(within(page).queryByText("Potassium once more, as rich text.")).toBeNull();
  expect(within(page).getByText(/A PDF of 231 kB/)).toBeVisible();
  await user.click(within(page).getByRole("button", { name: "Show" }));
  expect(within(page).getByText("Potassium once more, as rich text.")).toBeVisible();
});

test("two notes are compared: a dose that changed stands out, what stayed is folded", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await reader();
  await user.selectOptions(screen.getByRole("combobox", { name: "Compare with" }), "no3");
  const page = await reader();
  expect(await within(page).findByText("80")).toBeVisible();
  expect(within(page).getByText("80").closest("p")).toHaveTextContent("only in the later note: Furosemide 80 mg twice daily");
  expect(within(page).getByText("3 lines in both")).toBeVisible();
  const asked = far.asked.find((one) => one.name === "compare_notes");
  expect(asked?.request, "the older one first").toEqual({ earlier: "no3", later: "no1" });
});

test("of thousands of notes the newest stand there while the others are on their way", async () => {
  const many = Array.from({ length: 5_000 }, (_, n) => ({ ...notes[0]!, record: `no${n}`, title: `Note ${n}` }));
  const arrival = new EventTarget();
  const whole = new Promise((come) => arrival.addEventListener("come", come));
  openWindow("#/patients/p1/notes", {
    open_chart: () => ({ ...ingridChart, sections: ingridChart.sections.map((one) => (one.section === "notes" ? { ...one, count: 5_000 } : one)) }),
    read_section: async ({ most }) => {
      if (most === null) await whole;
      return { kind: "notes", rows: many.slice(0, most ?? many.length) };
    },
  });
  expect(await screen.findByText("newest 100 of 5,000, the others are on their way")).toBeVisible();
  const list = () => screen.getByRole("grid", { name: "Notes" });
  expect(list()).toHaveAttribute("aria-rowcount", expect.stringMatching(/^10[01]$/));
  arrival.dispatchEvent(new Event("come"));
  await waitFor(() => expect(list()).toHaveAttribute("aria-rowcount", expect.stringMatching(/^500[01]$/)));
  expect(screen.queryByText(/on their way/)).toBeNull();
});
