import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { openWindow } from "./window";

const refusal = (message: string) => Promise.reject(Object.assign(new Error(), { code: "unsent-work", message, correlation: null }));

test("leaving says what is lost before it is, and keeps the log where somebody says", async () => {
  const { far, user } = openWindow("#/settings", { leave_workstation: ({ anyway, auditCopy }) => (anyway ? { auditCopy, rows: 12, leftInKeyring: false } : refusal("2 of what was written here is not in the EHR yet and would be lost.")) });
  await user.type(await screen.findByLabelText("Copy of the audit log"), "/media/usb/audit.csv");
  await user.type(screen.getByLabelText("Your passphrase, to leave"), "right horse");
  await user.click(screen.getByRole("button", { name: "Leave this workstation" }));
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Destroy and leave" }));
  expect(await screen.findByText(/not in the EHR yet and would be lost/)).toBeVisible();
  await user.type(screen.getByLabelText("Your passphrase, to leave"), "right horse");
  await user.click(screen.getByRole("button", { name: "Leave, and lose it" }));
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Destroy and leave" }));
  const asked = far.asked.filter((one) => one.name === "leave_workstation").map((one) => one.request);
  expect(asked).toEqual([
    { passphrase: "right horse", auditCopy: "/media/usb/audit.csv", anyway: false },
    { passphrase: "right horse", auditCopy: "/media/usb/audit.csv", anyway: true },
  ]);
});
