import { act, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { DetailItem } from "~/generated/DetailItem";
import type { RecordDetail } from "~/generated/RecordDetail";
import { fhirDate } from "~/foundations/time";
import details from "./fake/details.json";
import { withdrawn } from "./fake/detail";
import { answers } from "./fake/far";
import { NOW } from "./fake/people";
import { openWindow } from "./window";

/** Opens the source of the first problem with this detail. */
async function opened(detail?: RecordDetail) {
  const far = answers();
  const shown = openWindow("#/patients/p1/problems", detail === undefined ? {} : { record_source: async (request) => ({ ...(await far.record_source(request)), detail }) });
  const grid = await screen.findByRole("grid", { name: "Problems" });
  act(() => grid.focus());
  await shown.user.keyboard("i");
  const panel = await screen.findByRole("complementary", { name: "Source" });
  return { ...shown, panel, record: await within(panel).findByRole("region", { name: "Record" }) };
}

test("an element is said with its codes, and why there is no value", async () => {
  const { record } = await opened();
  expect(within(record).getByText("6.40 mmol/L")).toBeVisible();
  expect(within(record).getByText("LOINC 2823-3 Potassium [Moles/volume] in Serum or Plasma")).toBeVisible();
  expect(within(record).getByText("Asked, not known")).toBeVisible();
  expect(within(record).getByText("today 06:10")).toHaveAttribute("title", "As sent: 2026-11-20T06:10:00");
  expect(within(record).queryByRole("button", { name: /Specimen/ }), "what is not here cannot be opened").toBeNull();
});

test("a record leads to what it names, and back", async () => {
  const { user, panel } = await opened();
  await user.click(within(panel).getByRole("button", { name: "Riverside Laboratory" }));
  const next = await screen.findByRole("complementary", { name: "Source" });
  expect(await within(next).findByText("+47 555 01 99")).toBeVisible();
  await user.click(within(next).getByRole("button", { name: "Back to Heart failure with reduced ejection fraction" }));
  expect(await screen.findByText("6.40 mmol/L")).toBeVisible();
});

test("what turns the meaning of a record is said before it", async () => {
  const { panel } = await opened(withdrawn);
  const first = within(panel).getByRole("list", { name: "Read this first" });
  expect(within(first).getByText("Entered in error: the EHR withdrew this record.")).toBeVisible();
  expect(within(panel).getByText("may change the meaning")).toBeVisible();
});

function said(items: readonly DetailItem[]): string[] {
  return items.flatMap((item) => [
    item.label,
    ...(item.value === null ? [] : [item.kind === "date" ? fhirDate(item.value, NOW) : item.value]),
    ...item.fine,
    ...said(item.items),
  ]);
}

const WIRES = details as { name: string; detail: RecordDetail }[];

// Laid out by the Rust core, of records that hold what US Core must support and its examples do not.
test.each(WIRES.map((one) => [one.name, one.detail] as const))("all of %s is on the screen", async (_name, detail) => {
  const { panel } = await opened(detail);
  const text = panel.textContent;
  const lost = said(detail.items).filter((words) => !text.includes(words));
  expect(said(detail.items).length).toBeGreaterThan(3);
  expect(lost).toEqual([]);
});
