import { screen, waitFor, within } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeAll, expect, test, vi } from "vitest";
import { openWindow } from "./window";

beforeAll(async () => {
  await import("~/features/images/viewer/Viewer");
});

// The reader of PDFs needs an engine; that it is given the bytes of this very file is the story's.
vi.mock("~/features/documents/pdf/PdfView", () => ({
  default: ({ name, bytes, acts }: { name: string; bytes: { length: number }; acts: (pdf: unknown) => ReactNode }) => (
    <>
      <p>{`${name}, ${bytes.length > 1000 ? "whole" : "nothing"}`}</p>
      {acts({ numPages: 2 })}
    </>
  ),
}));
const page = vi.hoisted(() => new Blob(["a page"]));
vi.mock("~/features/documents/pdf/pages", () => ({
  pagesOf: async function* ({ numPages }: { numPages: number }) {
    for (let n = 0; n < numPages; n += 1) yield await Promise.resolve(page);
  },
}));

async function viewing(series: RegExp, change: Parameters<typeof openWindow>[1] = {}) {
  const opened = openWindow("#/patients/p1/imaging", change);
  await opened.user.click(await screen.findByRole("button", { name: /^Show images Cardiology/ }));
  const dialog = await screen.findByRole("dialog", { name: /^Images: / });
  await opened.user.click(await within(dialog).findByRole("button", { name: series }));
  return { ...opened, dialog };
}

test("an electrocardiogram is drawn to scale, with its leads, its speed and what was noted on it", async () => {
  const { dialog, user } = await viewing(/^Electrocardiogram/);
  const paper = await within(dialog).findByRole("img", { name: /^I, II, III, aVR.*10 seconds from 0 on, 25 mm\/s, 10 mm\/mV$/ });
  expect(within(dialog).getByText(/a small square is 1 mm: 0.04 s and 0.1 mV/)).toBeVisible();
  expect(within(dialog).getByText("Not for primary diagnosis")).toBeVisible();
  expect(within(dialog).getByText(/0.05–150 Hz · without 50 Hz/)).toBeVisible();
  expect(within(dialog).getByRole("region", { name: "What is noted in the file" })).toHaveTextContent("QTc Interval370 ms");
  expect(within(dialog).getByText("12 marks of places in the recording, not drawn")).toBeVisible();
  expect(within(dialog).queryByRole("toolbar", { name: "Image tools" })).toBeNull();
  // 15 mm before, ten seconds of 25 mm, 5 mm behind, at four pixels each.
  expect(paper).toHaveAttribute("width", String((15 + 250 + 5) * 4));
  await user.selectOptions(within(dialog).getByLabelText("Speed"), "50");
  await waitFor(() => expect(within(dialog).getByRole("img")).toHaveAttribute("width", String((15 + 500 + 5) * 4)));
  await user.selectOptions(within(dialog).getByRole("combobox", { name: "Leads" }), "page");
  expect(within(dialog).getByRole("img").querySelectorAll("text").length).toBeGreaterThan(13);
});

test("numbers whose measure nobody says are said to be bare, and what cannot be read says why", async () => {
  const { dialog, user } = await viewing(/^Electrocardiogram/);
  await user.selectOptions(await within(dialog).findByRole("combobox", { name: "Recording" }), "1");
  expect(await within(dialog).findByText(/bare numbers: what they measure is not said/)).toBeInTheDocument();
  await user.selectOptions(within(dialog).getByRole("combobox", { name: "Recording" }), "2");
  expect(await within(dialog).findByText("This recording cannot be drawn")).toBeVisible();
  expect(within(dialog).getByText(/packed as sound is for a telephone/)).toBeVisible();
});

test("a letter opens in the program's own reader, and what is no PDF says what it is", async () => {
  const { dialog } = await viewing(/^Letter/);
  expect(await within(dialog).findByText("Discharge letter, whole")).toBeVisible();
});

test("a letter goes to paper page by page, once the audit log knows of it", async () => {
  const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
  HTMLImageElement.prototype.decode = () => Promise.resolve();
  const { dialog, user, far } = await viewing(/^Letter/);
  await user.click(await within(dialog).findByRole("button", { name: "Print" }));
  await waitFor(() => expect(print).toHaveBeenCalledOnce());
  expect(document.querySelectorAll(".wardbook-paper img")).toHaveLength(2);
  const noted = far.asked.findIndex((one) => one.name === "print_image_document");
  expect(far.asked[noted]?.request).toMatchObject({ instance: expect.any(String) as unknown });
});

test("a letter is not printed where that cannot be written into the audit log", async () => {
  const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
  print.mockClear();
  const { dialog, user } = await viewing(/^Letter/, {
    print_image_document: () => {
      throw Object.assign(new Error(), { code: "not-permitted", message: "Your role does not print charts.", correlation: null });
    },
  });
  await user.click(await within(dialog).findByRole("button", { name: "Print" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("Not printed.");
  expect(print).not.toHaveBeenCalled();
  expect(document.querySelector(".wardbook-paper")).toBeNull();
});

test("a document that is no PDF is not handed to the reader", async () => {
  const { dialog } = await viewing(/^Letter/, { image_document: ({ instance }) => ({ instance, contentType: "model/stl", pdf: false, title: null, length: 2_000_000 }) });
  expect(await within(dialog).findByText("Document without a title · model/stl · 2.0 MB")).toBeVisible();
});

test("an object names its parts and leads to the images it is of", async () => {
  const { dialog, user } = await viewing(/^Heart for the plan/);
  const object = await within(dialog).findByRole("article", { name: "What this file holds" });
  expect(object).toHaveTextContent("RT Structure Set");
  expect(object).toHaveTextContent("Structure set labelThorax");
  expect(within(object).getByRole("row", { name: /Region 1 Heart ORGAN · made manual · 42 contours/ })).toBeVisible();
  expect(object).toHaveTextContent("42 × CT Imageas Contour image · 24 on this workstation");
  expect(object).toHaveTextContent("1 × RT Planas Referenced RT plan · not on this workstation");
  await user.click(within(object).getByRole("button", { name: "Show the first: CT Image" }));
  expect(await within(dialog).findByRole("region", { name: "Image" })).toBeVisible();
});

test("the report stands beside the picture at the press of a key, and what may be another's says so", async () => {
  const { user } = openWindow("#/patients/p1/imaging");
  await user.click(await screen.findByRole("button", { name: /^Show images CT abdomen/ }));
  const dialog = await screen.findByRole("dialog", { name: /^Images: / });
  const button = await within(dialog).findByRole("button", { name: "Report" });
  expect(button).toHaveAttribute("aria-expanded", "false");
  await user.keyboard("t");
  const beside = await within(dialog).findByRole("complementary", { name: "Report" });
  const own = await within(beside).findByRole("button", { name: /^CT abdomen report.*names this study/ });
  expect(own).toHaveAttribute("aria-expanded", "true");
  expect(await within(beside).findByRole("article", { name: "CT abdomen report" })).toBeVisible();
  const other = within(beside).getByRole("button", { name: /^Chest PA report.*it may be of another study/ });
  expect(other).toHaveAttribute("aria-expanded", "false");
  await user.click(other);
  expect(await within(beside).findByRole("article", { name: "Chest PA report" })).toBeVisible();
  expect(within(beside).queryByRole("article", { name: "CT abdomen report" })).toBeNull();
  await user.keyboard("t");
  expect(within(dialog).queryByRole("complementary", { name: "Report" })).toBeNull();
});

test("a study that no report names says so", async () => {
  const { dialog, user } = await viewing(/^Letter/);
  await user.click(within(dialog).getByRole("button", { name: "Report" }));
  expect(await within(dialog).findByText(/No report or note of the chart names this study/)).toBeVisible();
});

test("studies of everybody are looked for by what is remembered, and lead to their patient", async () => {
  const { far, user } = openWindow("#/imaging");
  const table = await screen.findByRole("region", { name: "Studies" });
  expect(within(table).getByRole("link", { name: "Sørensen, Ingrid" })).toHaveAttribute("href", "#/patients/p1/imaging");
  expect(within(table).getByRole("row", { name: /Hansen, Ole Date not said MR Without a description KNEE/ })).toBeVisible();
  await user.type(screen.getByLabelText("Modality"), "MR");
  await user.type(screen.getByLabelText("From"), "2026-1");
  await waitFor(() => expect(within(screen.getByRole("region", { name: "Studies" })).queryByText("Sørensen, Ingrid")).toBeNull());
  const asked = far.asked.filter((one) => one.name === "find_studies").at(-1);
  // A day that is not whole narrows nothing.
  expect(asked?.request).toMatchObject({ modality: "MR", from: null, patient: null });
});

test("images of a modality open as somebody kept them, and what is kept is said", async () => {
  const { far, user } = openWindow("#/patients/p1/imaging", { image_layout: ({ modality }) => ({ modality, layout: { modality, pictures: 2, together: false, prior: false, preset: null } }) });
  await user.click(await screen.findByRole("button", { name: /^Show images CT abdomen/ }));
  const dialog = await screen.findByRole("dialog", { name: /^Images: / });
  expect(await within(dialog).findByRole("region", { name: "Image 2" })).toBeVisible();
  expect(within(dialog).getByRole("button", { name: "Scroll together" })).toHaveAttribute("aria-pressed", "false");
  await user.selectOptions(within(dialog).getByLabelText("Pictures"), "3");
  await user.click(within(dialog).getByRole("button", { name: "Keep for CT: this layout" }));
  expect(await within(dialog).findByText("This layout is kept for CT: images of it open so.")).toBeInTheDocument();
  expect(far.asked.find((one) => one.name === "keep_image_layout")?.request).toEqual({ modality: "CT", pictures: 3, together: false, prior: false, preset: null });
});
