import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { automatic } from "./fake/ledger";
import { openWindow } from "./window";

test("automatic sync is set for patients found by name, and held", async () => {
  const { far, user } = openWindow("#/connections/c1");
  const panel = await screen.findByRole("region", { name: "Automatic sync" });
  expect(await within(panel).findByText(/1 chosen patient · every 30 minutes; when the EHR is there again/)).toBeVisible();
  await user.click(within(panel).getByRole("button", { name: "Hold" }));
  expect(far.asked.find((one) => one.name === "set_automatic_sync")?.request).toEqual({ connection: "c1", automatic: { ...automatic, paused: true } });
  await user.click(within(panel).getByRole("button", { name: "Set" }));
  const every = within(panel).getByLabelText("Every so many minutes");
  await user.clear(every);
  await user.type(every, "3");
  expect(within(panel).getByText("A number of minutes from 5.")).toBeVisible();
  expect(within(panel).getByRole("button", { name: "Save" })).toBeDisabled();
  await user.type(every, "0");
  expect(within(panel).getByText("Sørensen, Ingrid"), "by name, not by id").toBeVisible();
  await user.click(within(panel).getByRole("checkbox", { name: /When the EHR tells of a change/ }));
  await user.type(within(panel).getByLabelText("Find a patient here"), "haddad");
  await user.click(await within(panel).findByRole("button", { name: /Haddad/ }));
  await user.click(within(panel).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(far.asked.filter((one) => one.name === "set_automatic_sync")).toHaveLength(2));
  expect(far.asked.findLast((one) => one.name === "set_automatic_sync")?.request).toEqual({
    connection: "c1",
    automatic: { everyMinutes: 30, staleMinutes: 15, onReconnect: true, onChange: true, notOnBattery: true, notWhenMetered: false, patients: ["f-p1", "f-p7"], lists: [], paused: false, names: [] },
  });
});

test("how the EHR is asked says what came from its statement, and can be said otherwise", async () => {
  const { far, user } = openWindow("#/connections/c1");
  const panel = await screen.findByRole("region", { name: "How the EHR is asked" });
  expect(await within(panel).findByText("Epic")).toBeVisible();
  expect(panel).toHaveTextContent("1 setting of this connection's own");
  expect(panel).toHaveTextContent("CarePlan, Observation");
  await user.click(within(panel).getByRole("button", { name: "Say otherwise" }));
  await user.selectOptions(within(panel).getByLabelText("Vendor"), "oracle");
  await user.type(within(panel).getByLabelText("Records on a page"), "5000");
  expect(within(panel).getByText("1 to 1000.")).toBeVisible();
  await user.clear(within(panel).getByLabelText("Records on a page"));
  await user.selectOptions(within(panel).getByLabelText("Rely on _lastUpdated"), "no");
  await user.click(within(panel).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(far.asked.some((one) => one.name === "set_connection_manners")).toBe(true));
  expect(far.asked.find((one) => one.name === "set_connection_manners")?.request).toEqual({ connection: "c1", own: { vendor: "oracle", page: null, requests: 2, batch: null, restMs: null, lastUpdated: false, headers: [] } });
});

test("a connection's image archive is tested, and another address wants its secret anew", async () => {
  const { far, user } = openWindow("#/connections/c1");
  const panel = await screen.findByRole("region", { name: "Image archive" });
  expect(await within(panel).findByText("https://pacs.riverside.example/dicom-web")).toBeVisible();
  expect(panel).toHaveTextContent("as wardbook, with a password");
  await user.click(within(panel).getByRole("button", { name: "Test" }));
  expect(await within(panel).findByText("The archive answers")).toBeVisible();
  await user.click(within(panel).getByRole("button", { name: "Change" }));
  const address = within(panel).getByLabelText("DICOMweb address");
  await user.clear(address);
  await user.type(address, "https://other.example/dicom-web");
  await user.click(within(panel).getByRole("button", { name: "Save" }));
  expect(within(panel).getByText("It is needed to sign in there.")).toBeVisible();
  expect(far.asked.some((one) => one.name === "set_connection_archive")).toBe(false);
  await user.type(within(panel).getByLabelText("Password"), "sesame");
  await user.click(within(panel).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(far.asked.some((one) => one.name === "set_connection_archive")).toBe(true));
  expect(far.asked.find((one) => one.name === "set_connection_archive")?.request).toEqual({ connection: "c1", base: "https://other.example/dicom-web", signIn: "basic", account: "wardbook", secret: "sesame" });
});

test("light or dark is shown as it is kept, and goes back where it cannot be kept", async () => {
  const { user } = openWindow("#/settings", {
    appearance: () => ({ theme: "dark" }),
    set_appearance: () => Promise.reject(Object.assign(new Error(), { code: "disk-full", message: "The disk is full.", correlation: null })),
  });
  await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
  await user.click(await screen.findByRole("radio", { name: "Light" }));
  expect(await screen.findByText("The disk is full.")).toBeVisible();
  expect(document.documentElement.dataset.theme, "what is not kept is not shown").toBe("dark");
  delete document.documentElement.dataset.theme;
});

test("a launch whose EHR shows the patient hides our banner, and the name stays", async () => {
  const waiting = [{ address: "app.wardbook.desktop://launch?iss=x&launch=y" }];
  const { user } = openWindow("#/patients", {
    take_launches: () => waiting.splice(0),
    launch: () => ({ kind: "open", connection: "c1", patient: "p1", encounter: "en1", banner: false, section: "results", records: [], missing: [] }),
  });
  expect(await screen.findByRole("heading", { name: "Sørensen, Ingrid" })).toBeVisible();
  expect(window.location.hash, "the intent is where it opens").toBe("#/patients/p1/results");
  expect(screen.queryByText("MRN")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Show who this is" }));
  expect(await screen.findByText("MRN")).toBeVisible();
});
