import { act, screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { ingridChart } from "./fake/chart";
import { broken, seat, unbroken } from "./fake/workstation";
import { openWindow } from "./window";

/** Ingrid's chart behind glass: open or not, and what the far side answers of it. */
function glass() {
  let open = false;
  return {
    profile_state: () => seat.adaeze,
    open_chart: () => (open ? ingridChart : refused()),
    glass_state: () => (open ? broken : unbroken),
    break_glass: () => {
      open = true;
      return broken;
    },
    end_glass: () => {
      open = false;
      return unbroken;
    },
  };
}

const refused = () => Promise.reject(Object.assign(new Error(), { code: "no-access", message: "This patient's connection is not among those that you see.", correlation: null }));

test("a patient who is not on the list is asked for exactly, and opened with a reason", async () => {
  const { far, user } = openWindow("#/patients", glass());
  await user.click(await screen.findByRole("button", { name: "Not on the list…" }));
  const dialog = await screen.findByRole("dialog", { name: "A patient who is not on your list" });
  const ask = within(dialog).getByRole("button", { name: "Ask" });
  await user.type(within(dialog).getByLabelText("Name"), "Ingrid Sørensen");
  expect(ask, "a name without a birth date is not exact").toBeDisabled();
  await user.type(within(dialog).getByLabelText("Birth date"), "1951-04-02");
  await user.click(ask);
  expect(await within(dialog).findByText("Here, and not among your patients")).toBeVisible();
  expect(far.asked.find((one) => one.name === "find_behind_glass")?.request).toEqual({ number: null, name: "Ingrid Sørensen", birthDate: "1951-04-02" });
  await user.click(within(dialog).getByRole("button", { name: "Open with a reason" }));
  const go = await screen.findByRole("button", { name: "Open the chart" });
  expect(go, "a reason without words is none").toBeDisabled();
  await user.click(screen.getByRole("radio", { name: /Covering for a colleague/ }));
  await user.type(screen.getByLabelText("In your own words"), "Night cover for 7 North");
  await user.click(go);
  const band = await screen.findByRole("region", { name: "Break-glass" });
  expect(band).toHaveTextContent("Opened by break-glass: Emergency. 3 h left, until");
  expect(far.asked.find((one) => one.name === "break_glass")?.request).toEqual({ patient: "p1", reason: "covering", words: "Night cover for 7 North" });
  expect(window.location.hash).toContain("p1");
});

test("a chart that one may not see says so, and is closed again when the glass is", async () => {
  const { user } = openWindow("#/patients/p1/problems", glass());
  await user.click(await screen.findByRole("button", { name: "Open with a reason…" }));
  await user.type(await screen.findByLabelText("In your own words"), "Unconscious in the bay");
  await user.click(screen.getByRole("button", { name: "Open the chart" }));
  await user.click(await screen.findByRole("button", { name: "End it now" }));
  expect(await screen.findByText("Not among the connections that you see")).toBeVisible();
  expect(screen.queryByRole("grid", { name: "Problems" }), "nothing of it stays").toBeNull();
});

test("when its time is over the window drops what it had read and asks again", async () => {
  let over = false;
  const until = Date.now() + 60_000;
  openWindow("#/patients/p1/problems", {
    profile_state: () => seat.adaeze,
    open_chart: () => (over ? refused() : ingridChart),
    glass_state: () => (over ? unbroken : { ...broken, open: broken.open.map((one) => ({ ...one, until })) }),
  });
  expect(await screen.findByRole("region", { name: "Break-glass" })).toHaveTextContent(/1 min left|less than a minute left/);
  over = true;
  act(() => void vi.advanceTimersByTime(61_000));
  expect(await screen.findByText("Not among the connections that you see")).toBeVisible();
  await waitFor(() => expect(screen.queryByRole("region", { name: "Break-glass" })).toBeNull());
});

test("who may not is told who could; where it is off, or one person sees all, nothing is offered", async () => {
  const coder = openWindow("#/patients/p1/problems", { profile_state: () => seat.ellen, open_chart: refused });
  expect(await screen.findByRole("button", { name: "Open with a reason…" })).toHaveAttribute("aria-disabled", "true");
  coder.unmount();
  const off = openWindow("#/patients", { profile_state: () => seat.adaeze, glass_state: () => ({ ...unbroken, hours: 0 }) });
  await screen.findByRole("grid", { name: "Patients" });
  expect(screen.queryByRole("button", { name: "Not on the list…" })).toBeNull();
  off.unmount();
  openWindow("#/patients");
  await screen.findByRole("grid", { name: "Patients" });
  expect(screen.queryByRole("button", { name: "Not on the list…" })).toBeNull();
});

test("an administrator says for how long, or that nobody may", async () => {
  const { far, user } = openWindow("#/settings", { profile_state: () => seat.ada });
  await user.selectOptions(await screen.findByLabelText(/may open a chart they do not see/), "Nobody may");
  expect(far.asked.find((one) => one.name === "set_glass")?.request).toEqual({ hours: 0 });
  expect(await screen.findByLabelText(/may open a chart they do not see/)).toHaveValue("0");
});
