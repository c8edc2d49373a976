import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

const named = (element: Element | null) => (element?.getAttribute("aria-label") ?? element?.textContent ?? "").trim();

test("a morning round by keyboard alone: list, chart, results, source, star, pages, palette, settings", async () => {
  const { user, far } = openWindow("#/patients");
  const tabTo = async (name: RegExp) => {
    for (let n = 0; n < 80 && !name.test(named(document.activeElement)); n += 1) await user.tab();
    expect(named(document.activeElement)).toMatch(name);
  };

  await screen.findByRole("grid", { name: "Patients" });
  await user.keyboard("/sørensen");
  await waitFor(() => expect(screen.getByText("1 of 13")).toBeVisible());
  await user.keyboard("{ArrowDown}{Enter}");
  expect(window.location.hash).toBe("#/patients/p1/summary");
  await screen.findByRole("heading", { name: "Sørensen, Ingrid" });

  (document.activeElement as HTMLElement | null)?.blur();
  await user.keyboard("]");
  expect(window.location.hash).toBe("#/patients/p1/timeline");
  await user.keyboard("]");
  expect(window.location.hash).toBe("#/patients/p1/results");
  const sheet = await screen.findByRole("grid", { name: "Results" });
  await tabTo(/^Results$/);
  if (document.activeElement !== sheet) sheet.focus();
  await user.keyboard("{ArrowDown}{ArrowRight}i");
  const source = await screen.findByRole("complementary", { name: "Source" });
  expect(await within(source).findByRole("region", { name: "Record" })).toBeVisible();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("complementary", { name: "Source" })).toBeNull());

  await tabTo(/^Star$/);
  await user.keyboard(" ");
  await screen.findByRole("button", { name: "Starred" });
  await tabTo(/^Print or export$/);
  await user.keyboard("{Enter}");
  await screen.findByRole("dialog", { name: "Print or export" });
  const path = screen.getByRole("textbox", { name: "Write to" });
  for (let n = 0; n < 60 && document.activeElement !== path; n += 1) await user.tab();
  expect(path).toHaveFocus();
  await user.keyboard("/home/al/results.pdf{Enter}");
  expect(await screen.findByText("4 pages written")).toBeVisible();
  expect(far.asked.find((one) => one.name === "take_out")?.request).toMatchObject({ form: "pdf", sections: ["results"] });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog", { name: "Print or export" })).toBeNull());

  await user.keyboard("{Control>}k{/Control}");
  await user.keyboard("medications{Enter}");
  expect(window.location.hash).toBe("#/patients/p1/medications");
  await user.keyboard("{Control>}k{/Control}");
  await user.keyboard("night round");
  await screen.findByRole("option", { name: /Night round/ });
  await user.keyboard("{Enter}");
  expect(window.location.hash).toBe("#/lists/w2");
  await user.keyboard("?");
  await screen.findByRole("dialog", { name: "Keyboard" });
  await user.keyboard("{Escape}");
  await user.keyboard("{Control>}k{/Control}");
  await user.keyboard("settings{Enter}");
  expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
  await tabTo(/Light/);
});
