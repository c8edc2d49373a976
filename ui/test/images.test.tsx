import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, expect, test, vi } from "vitest";
import type { Placing } from "~/features/images/viewer/geometry";
import type { BroughtImages } from "~/generated/BroughtImages";
import { FailureError } from "~/platform/failure";
import { imageMarks } from "./fake/imageMarks";
import { imageStudies, patientStudies } from "./fake/images";
import { openWindow } from "./window";

const placing: Placing = { origin: { x: 0, y: 0 }, along: { x: 2, y: 0 }, down: { x: 0, y: 2 } };
const drawn = vi.hoisted(() => ({ looks: [] as { lower: number; window: { center: number; width: number }; rotation: number; flipped: boolean }[] }));

// The viewer comes in a chunk of its own: how long that takes to be made ready here is no story's.
beforeAll(async () => {
  await import("~/features/images/viewer/Viewer");
});

// There is nothing to draw on here; what is drawn and where it lands is the story's.
vi.mock("~/features/images/viewer/stage", () => ({
  mount: () => ({
    draw: (_: unknown, look: { rotation: number; flipped: boolean }, window: { center: number; width: number }) => {
      drawn.looks.push({ lower: window.center - window.width / 2, window, rotation: look.rotation, flipped: look.flipped });
      return placing;
    },
    close: () => undefined,
  }),
}));

const last = () => drawn.looks.at(-1)!;

const brought = (change: Partial<BroughtImages>): BroughtImages => ({ kept: 0, here: 0, studies: 0, other: [], refused: [], ...change });

async function adding(answer: (evenIf: boolean) => BroughtImages) {
  const opened = openWindow("#/patients/p1/imaging", { bring_images: ({ evenIf }) => answer(evenIf) });
  await opened.user.click(await screen.findByRole("button", { name: "Add images…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Add images to the chart of/ });
  await opened.user.type(within(dialog).getByLabelText("Images"), "/media/disc");
  await opened.user.click(within(dialog).getByRole("button", { name: "Add images" }));
  return { ...opened, dialog };
}

test("a disc is chosen in the system's own dialog, and nothing changes where none was", async () => {
  const asked: unknown[] = [];
  let answer: string | null = null;
  const { user } = openWindow("#/patients/p1/imaging", {
    choose_path: (request) => {
      asked.push(request);
      return { path: answer };
    },
  });
  await user.click(await screen.findByRole("button", { name: "Add images…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Add images to the chart of/ });
  const field = within(dialog).getByLabelText("Images");
  await user.type(field, "/media/typed");
  await user.click(within(dialog).getByRole("button", { name: "Folder… Images" }));
  await waitFor(() => expect(asked).toEqual([{ title: "Images", what: "folder", name: null }]));
  expect(field).toHaveValue("/media/typed");
  answer = "/media/cdrom";
  await user.click(within(dialog).getByRole("button", { name: "Folder… Images" }));
  await waitFor(() => expect(field).toHaveValue("/media/cdrom"));
});

test("where the system's dialog cannot be opened, that is said and a path can be typed", async () => {
  const { user } = openWindow("#/patients/p1/imaging", {
    choose_path: () => {
      throw new FailureError({ code: "invalid-request", message: "The dialog could not be opened. Type the path instead.", correlation: null });
    },
  });
  await user.click(await screen.findByRole("button", { name: "Add images…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Add images to the chart of/ });
  await user.click(within(dialog).getByRole("button", { name: "File… Images" }));
  expect(await within(dialog).findByText(/Type the path instead/)).toBeInTheDocument();
  await user.type(within(dialog).getByLabelText("Images"), "/media/disc");
  expect(within(dialog).getByRole("button", { name: "Add images" })).toBeEnabled();
});

async function viewing(name = /^Show images CT/) {
  const opened = openWindow("#/patients/p1/imaging");
  await opened.user.click(await screen.findByRole("button", { name }));
  return { ...opened, dialog: await screen.findByRole("dialog", { name: /^Images: / }) };
}

test("studies stand above the records of imaging, with what they are and whose", async () => {
  openWindow("#/patients/p1/imaging");
  const table = await screen.findByRole("region", { name: "Studies" });
  const rows = within(table).getAllByRole("row");
  expect(rows[1]).toHaveTextContent("2026-11-18 16:05CT, US, SRCT abdomen and pelvis");
  expect(rows[1]).toHaveTextContent("A-2210");
  expect(within(rows[1]!).queryByText("Another person in the files")).toBeNull();
  expect(within(rows[2]!).getByText("Another person in the files")).toBeVisible();
  expect(rows[2]).toHaveTextContent("The birth date is 1960-03-15 in the files and 1960-03-14 in the chart");
  const records = await screen.findByRole("grid", { name: "Imaging" });
  expect(table.compareDocumentPosition(records) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});

test("no images is said, with how some come here", async () => {
  openWindow("#/patients/p1/imaging", { list_images: () => ({ studies: [], bytes: 0 }) });
  expect(await screen.findByText("No images of this patient are on this workstation.")).toBeVisible();
});

test("what was not taken is named with its reason, beside what was kept and was here", async () => {
  const refused = [{ name: "AUTORUN.INF", reason: "This is no DICOM file." }];
  const { dialog, far } = await adding(() => brought({ kept: 24, here: 3, studies: 1, refused }));
  expect(await within(dialog).findByText("24 image files of 1 study kept · 3 files here already · 1 file not taken")).toBeVisible();
  expect(within(dialog).getByRole("list", { name: "Not taken" })).toHaveTextContent("AUTORUN.INF: This is no DICOM file.");
  expect(far.asked.find((one) => one.name === "bring_images")?.request).toEqual({ patient: "p1", path: "/media/disc", evenIf: false });
});

test("files of another person are kept only after somebody said that it is this patient", async () => {
  const other = [{ name: "Hansen^Ole", id: "77", birthDate: "1951-01-02", sex: "M" }];
  const { dialog, far, user } = await adding((evenIf) => (evenIf ? brought({ kept: 5, studies: 1 }) : brought({ other })));
  const question = await within(dialog).findByRole("region", { name: "Other people in the files" });
  expect(question).toHaveTextContent("Hansen^Ole · born 1951-01-02 · sex M · number 77");
  expect(far.asked.filter((one) => one.name === "bring_images")).toHaveLength(1);
  await user.click(within(question).getByRole("button", { name: /^Yes, it is this patient/ }));
  expect(await within(dialog).findByText("5 image files of 1 study kept")).toBeVisible();
  expect(far.asked.filter((one) => one.name === "bring_images").at(-1)?.request).toEqual({ patient: "p1", path: "/media/disc", evenIf: true });
  expect(within(dialog).queryByRole("region", { name: "Other people in the files" })).toBeNull();
});

test("a study is removed once that is confirmed", async () => {
  const { far, user } = openWindow("#/patients/p1/imaging");
  await user.click(await screen.findByRole("button", { name: /^Remove from this workstation: Chest PA/ }));
  expect(far.asked.some((one) => one.name === "remove_images")).toBe(false);
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Remove from this workstation" }));
  expect(far.asked.find((one) => one.name === "remove_images")?.request).toEqual({ study: "st2" });
  await waitFor(() => expect(screen.queryByRole("alertdialog")).toBeNull());
});

test("the archive is asked when somebody wants it, and a row says who has what", async () => {
  const { far, user } = openWindow("#/patients/p1/imaging");
  const archive = await screen.findByRole("region", { name: "In the archive" });
  expect(far.asked.some((one) => one.name === "patient_studies")).toBe(false);
  await user.click(within(archive).getByRole("button", { name: "Look in the archive" }));
  const rows = within(await within(archive).findByRole("region", { name: "Examinations" })).getAllByRole("row");
  expect(rows[1]).toHaveTextContent("CT abdomen and pelvisin the chart24 images10 of 24 images");
  expect(rows[2]).toHaveTextContent("Another person in the archiveanother family name");
  expect(rows[3]).toHaveTextContent("Chest PAin the chartNot foundNo");
  expect(within(rows[3]!).queryByRole("button")).toBeNull();
});

test("an archive that does not answer is not taken for an empty one", async () => {
  const failure = "The image archive cannot be reached. Try again when the network is back.";
  const { user } = openWindow("#/patients/p1/imaging", { patient_studies: () => ({ ...patientStudies, studies: patientStudies.studies.map((one) => ({ ...one, inArchive: false, instances: null })), failure }) });
  await user.click(await screen.findByRole("button", { name: "Look in the archive" }));
  expect(await screen.findByText(failure)).toBeVisible();
  expect(screen.getAllByText("Not known")).toHaveLength(3);
  expect(screen.queryByText("Not found")).toBeNull();
});

test("a study is fetched, and how far it is and what came of it is said", async () => {
  const gate: { open?: () => void } = {};
  const arrived = new Promise<void>((resolve) => (gate.open = resolve));
  const { far, user } = openWindow("#/patients/p1/imaging", { fetch_study: () => arrived.then(() => ({ of: 24, kept: 14, here: 10, other: [], refused: [] })) });
  await user.click(await screen.findByRole("button", { name: "Look in the archive" }));
  await user.click(await screen.findByRole("button", { name: /^Fetch: CT abdomen/ }));
  const dialog = await screen.findByRole("dialog", { name: /^Fetch CT abdomen/ });
  act(() => far.tell({ kind: "fetching", patient: "p1", study: "1.2.840.1", done: 15, of: 24 }));
  expect(await within(dialog).findByText("15 of 24 images are here.")).toBeVisible();
  act(() => gate.open?.());
  expect(await within(dialog).findByText("14 image files of 1 study kept · 10 files here already")).toBeVisible();
  expect(far.asked.find((one) => one.name === "fetch_study")?.request).toEqual({ patient: "p1", uid: "1.2.840.1", evenIf: false });
});

test("a study goes to the outbox for the archive once that is confirmed", async () => {
  const { far, user } = openWindow("#/patients/p1/imaging");
  await user.click(await screen.findByRole("button", { name: /^Send to the archive: Chest PA/ }));
  expect(far.asked.some((one) => one.name === "send_study")).toBe(false);
  await user.click(within(await screen.findByRole("dialog", { name: "Send images to the archive" })).getByRole("button", { name: "Send to the archive" }));
  expect(await screen.findByText("24 images in the outbox")).toBeVisible();
  expect(far.asked.find((one) => one.name === "send_study")?.request).toEqual({ study: "st2" });
});

test("keys go through the stack, and what is said is of the picture that is shown", async () => {
  const { dialog, user } = await viewing();
  expect(await within(dialog).findByText("Image 1 of 24")).toBeVisible();
  expect(within(dialog).getByText("Not for primary diagnosis")).toBeVisible();
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(await within(dialog).findByText("Image 3 of 24")).toBeVisible();
  await user.keyboard("{PageDown}{ArrowUp}");
  expect(await within(dialog).findByText("Image 12 of 24")).toBeVisible();
  await user.keyboard("{End}{ArrowDown}");
  expect(await within(dialog).findByText("Image 24 of 24")).toBeVisible();
  await user.keyboard("{Home}");
  expect(await within(dialog).findByText("Image 1 of 24")).toBeVisible();
  fireEvent.change(within(dialog).getByRole("slider", { name: "Image of the series" }), { target: { value: "7" } });
  expect(await within(dialog).findByText("Image 7 of 24")).toBeVisible();
  // The chart below turns its sections by the same key.
  await user.keyboard("]");
  expect(await within(dialog).findByText("Image 1 of 12")).toBeVisible();
  expect(window.location.hash).toBe("#/patients/p1/imaging");
});

test("the window follows the file, a preset and the figures; turning and flipping are undone at once", async () => {
  const { dialog, user } = await viewing();
  await within(dialog).findByText("W 360 L 60");
  await user.selectOptions(within(dialog).getByLabelText("Window"), "Lung 1500/-600");
  expect(last().window).toEqual({ center: -600, width: 1500 });
  const width = within(dialog).getByLabelText("Width");
  await user.clear(width);
  await user.type(width, "900{Enter}");
  expect(last().window).toEqual({ center: -600, width: 900 });
  expect(within(dialog).getByLabelText("Window")).toHaveDisplayValue("By hand");
  await user.click(within(dialog).getByRole("button", { name: "Rotate by 90 degrees" }));
  await user.click(within(dialog).getByRole("button", { name: "Flip" }));
  expect(last()).toMatchObject({ rotation: 270, flipped: true });
  await user.click(within(dialog).getByRole("button", { name: "Reset" }));
  expect(last()).toMatchObject({ rotation: 0, flipped: false, window: { center: 60, width: 360 } });
});

test("a length is laid and moved by keys, and the value under the probe has its unit", async () => {
  const { dialog, far, user } = await viewing();
  await within(dialog).findByText("Image 1 of 24");
  await user.click(within(dialog).getByRole("button", { name: "Add length" }));
  expect(await within(dialog).findByText("120.4 mm")).toBeVisible();
  act(() => within(dialog).getByRole("button", { name: "End of length 1" }).focus());
  await user.keyboard("{Shift>}{ArrowRight}{/Shift}");
  expect(await within(dialog).findByText("127.4 mm")).toBeVisible();
  expect(within(dialog).getByText("Image 1 of 24"), "the arrows are the length's").toBeVisible();
  await waitFor(() => expect(far.asked.filter((one) => one.name === "keep_measurement")).toHaveLength(2));
  await user.click(within(dialog).getByRole("button", { name: "Probe" }));
  expect(within(dialog).getByText(/^\d+ HU$/)).toBeVisible();
});

test("measurements are listed, named, taken away and had back, and leave as a report", async () => {
  const { dialog, far, user } = await viewing();
  await within(dialog).findByText("Image 1 of 24");
  await user.selectOptions(within(dialog).getByLabelText("Measure"), "Ellipse");
  await user.click(within(dialog).getByRole("button", { name: "Add ellipse" }));
  await user.click(within(dialog).getByRole("button", { name: "Measurements" }));
  const list = await within(dialog).findByRole("list", { name: "Measurements" });
  expect(list).toHaveTextContent(/Mean .* HUSD .* HUMin .* HUMax .* HUArea .* mm²by lindqvist/);
  await user.type(within(list).getByLabelText("1. Ellipse"), "Liver");
  await user.tab();
  await waitFor(() => expect(far.asked.filter((one) => one.name === "keep_measurement").at(-1)?.request).toMatchObject({ name: "Liver", kind: "ellipse" }));
  await user.keyboard("{End}");
  await user.click(within(list).getByRole("button", { name: "Go to Liver" }));
  expect(await within(dialog).findByText("Image 1 of 24")).toBeVisible();
  await user.click(within(list).getByRole("button", { name: "Take away Liver" }));
  await user.click(await within(dialog).findByRole("button", { name: "Undo" }));
  expect(await within(dialog).findByLabelText("1. Ellipse")).toHaveValue("Liver");
  await user.click(within(dialog).getByRole("button", { name: "Write to a DICOM report…" }));
  const sheet = await screen.findByRole("dialog", { name: "Write the measurements to a file" });
  await user.type(within(sheet).getByLabelText("Write to"), "/tmp/report.dcm");
  await user.click(within(sheet).getByRole("button", { name: "Write report" }));
  expect(await within(sheet).findByText("Measurements written")).toBeVisible();
});

test("a measurement that could not be kept stays, says so, and is kept again", async () => {
  let broken = true;
  const keep = imageMarks();
  const { user } = openWindow("#/patients/p1/imaging", {
    ...keep,
    keep_measurement: (request) => {
      if (broken) throw Object.assign(new Error(), { code: "io", message: "The disk is full.", correlation: null });
      return keep.keep_measurement(request);
    },
  });
  await user.click(await screen.findByRole("button", { name: /^Show images CT/ }));
  const dialog = await screen.findByRole("dialog", { name: /^Images: / });
  await within(dialog).findByText("Image 1 of 24");
  await user.click(within(dialog).getByRole("button", { name: "Add length" }));
  await user.click(within(dialog).getByRole("button", { name: "Measurements" }));
  expect(await within(dialog).findByText("The disk is full.")).toBeVisible();
  expect(within(dialog).getByText("Not kept yet")).toBeVisible();
  broken = false;
  await user.click(within(dialog).getByRole("button", { name: "Keep again" }));
  await waitFor(() => expect(within(dialog).queryByText("Not kept yet")).toBeNull());
  expect(within(dialog).queryByText("The disk is full.")).toBeNull();
});

test("the viewer does not close over a measurement that is not kept without a question", async () => {
  const { user } = openWindow("#/patients/p1/imaging", {
    ...imageMarks(),
    keep_measurement: () => {
      throw Object.assign(new Error(), { code: "io", message: "The disk is full.", correlation: null });
    },
  });
  await user.click(await screen.findByRole("button", { name: /^Show images CT/ }));
  const dialog = await screen.findByRole("dialog", { name: /^Images: / });
  await within(dialog).findByText("Image 1 of 24");
  await user.click(within(dialog).getByRole("button", { name: "Add length" }));
  expect(within(dialog).getByText(/born 1960-03-14/), "whose pictures they are").toHaveTextContent("Sørensen, Ingrid");
  expect(await within(dialog).findByText("The disk is full."), "over the pictures, whatever is open beside them").toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Close" }));
  const asked = await screen.findByRole("alertdialog", { name: "1 measurement not kept" });
  await user.click(within(asked).getByRole("button", { name: "Stay" }));
  expect(screen.getByRole("dialog", { name: /^Images: / })).toBeVisible();
  await user.keyboard("{Escape}");
  await user.click(within(await screen.findByRole("alertdialog")).getByRole("button", { name: "Close without them" }));
  expect(screen.queryByRole("dialog", { name: /^Images: / })).toBeNull();
});

test("key images are marked, listed and shown alone", async () => {
  const { dialog, user } = await viewing();
  await within(dialog).findByText("Image 1 of 24");
  await user.keyboard("{ArrowDown}{ArrowDown}k");
  expect(await within(dialog).findByText("Image 3 of 24 · key image")).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Measurements" }));
  await user.click(within(dialog).getByRole("button", { name: "Only key images in the stack" }));
  expect(await within(dialog).findByText("Image 1 of 1 · key image")).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Key image" }));
  expect(await within(dialog).findByText("No image of this series is marked as a key image.")).toBeVisible();
});

test("the header of the image is read and searched", async () => {
  const { dialog, user } = await viewing();
  await within(dialog).findByText("Image 1 of 24");
  await user.click(within(dialog).getByRole("button", { name: "Header" }));
  const region = await within(dialog).findByRole("region", { name: "Elements" });
  expect(within(region).getByText("PatientName")).toBeVisible();
  expect(within(region).getByText("131072 bytes")).toBeVisible();
  await user.type(within(dialog).getByLabelText("Search the header"), "private");
  expect(within(dialog).getByText("2 of 9 lines")).toBeVisible();
  expect(within(region).queryByText("PatientName")).toBeNull();
});

test("at the detector is said, the remarks too, and nothing is measured where pixels have no size", async () => {
  const { dialog, user } = await viewing(/^Show images Chest/);
  expect(await within(dialog).findByText("Lengths are at the detector, not in the patient")).toBeVisible();
  expect(within(dialog).getByText("The file names no window.")).toBeVisible();
  expect(within(dialog).getByText(/^The file is damaged at its end/)).toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Close" }));
  await user.click(screen.getByRole("button", { name: /^Show images CT/ }));
  await user.click(await screen.findByRole("button", { name: /^Cine of the heart/ }));
  const viewer = screen.getByRole("dialog", { name: /^Images: / });
  await within(viewer).findByText("Image 1 of 12");
  expect(within(viewer).getByRole("button", { name: "Add length" })).toBeDisabled();
  expect(within(viewer).getByText(/^No lengths: the file does not say/)).toBeVisible();
  expect(within(viewer).getByText("The file does not say which side is which.")).toBeInTheDocument();
});

test("a structured report is read as text, and leads to its image", async () => {
  const { dialog, user } = await viewing();
  await within(dialog).findByText("Image 1 of 24");
  await user.click(within(dialog).getByRole("button", { name: /^Dose report/ }));
  const report = await within(dialog).findByRole("article", { name: "Structured report" });
  expect(report).toHaveTextContent("Not verified by anybody · complete");
  expect(report).toHaveTextContent("CT Dose Length Product Total412.50 mGy.cm");
  expect(within(report).getByText("an object that is not on this workstation")).toBeVisible();
  await user.click(within(report).getByRole("button", { name: "Show the image" }));
  expect(await within(dialog).findByText("Image 3 of 24")).toBeVisible();
});

test("pictures stand beside each other, scroll together by their place, and an older study comes beside", async () => {
  const { dialog, user } = await viewing();
  await within(dialog).findByText("Image 1 of 24");
  await user.selectOptions(within(dialog).getByLabelText("Pictures"), "2 beside each other");
  const second = await within(dialog).findByRole("region", { name: "Image 2" });
  expect(await within(second).findByText("Image 1 of 12")).toBeVisible();
  expect(within(second).getByText("Not for primary diagnosis")).toBeVisible();
  act(() => within(dialog).getByRole("region", { name: "Image 1, in hand" }).focus());
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(await within(second).findByText("Image 3 of 12"), "another modality goes on by as many").toBeVisible();
  act(() => second.focus());
  await user.click(within(dialog).getByRole("button", { name: /^Abdomen portal venous/ }));
  expect(await within(second).findByText("Image 1 of 24")).toBeVisible();
  await user.keyboard("{PageDown}");
  const first = within(dialog).getByRole("region", { name: "Image 1" });
  expect(await within(first).findByText("Image 11 of 24"), "to the same place, wherever it was").toBeVisible();
  await user.click(within(dialog).getByRole("button", { name: "Scroll together" }));
  await user.keyboard("{PageDown}");
  expect(await within(second).findByText("Image 21 of 24")).toBeVisible();
  expect(within(first).getByText("Image 11 of 24")).toBeVisible();
});

test("planes are made of a volume, cut each other, and keep no measurement", async () => {
  const { dialog, user } = await viewing();
  await within(dialog).findByText("Image 1 of 24");
  await user.click(within(dialog).getByRole("button", { name: "Planes" }));
  const coronal = await within(dialog).findByRole("region", { name: "Image 2" });
  expect(await within(coronal).findByText("Reconstructed, coronal")).toBeVisible();
  expect(within(coronal).getByText("Image 129 of 256")).toBeVisible();
  expect(within(coronal).getByText("Not for primary diagnosis")).toBeVisible();
  expect(await within(within(dialog).getByRole("region", { name: "Image 3" })).findByText("Reconstructed, sagittal")).toBeVisible();
  act(() => coronal.focus());
  await user.keyboard("{ArrowDown}");
  expect(await within(coronal).findByText("Image 130 of 256")).toBeVisible();
  expect(within(within(dialog).getByRole("region", { name: "Image 1" })).getByText("Image 1 of 24")).toBeVisible();
  expect(within(dialog).getByRole("button", { name: "Add length" })).toBeDisabled();
  expect(within(dialog).getByRole("button", { name: "Key image" })).toBeDisabled();
});

test("a series that is no volume is refused in words", async () => {
  const { dialog, user } = await viewing();
  await user.click(await within(dialog).findByRole("button", { name: /^Cine of the heart/ }));
  await within(dialog).findByText("Image 1 of 12");
  await user.click(within(dialog).getByRole("button", { name: "Planes" }));
  expect(await within(dialog).findByText("The files do not say where their images lie, so no planes can be made of them.")).toBeVisible();
});

test("an image that cannot be read says so, and no other stands in its place", async () => {
  const { user } = openWindow("#/patients/p1/imaging", {
    list_images: () => imageStudies,
    image_frame: () => Promise.reject(Object.assign(new Error(), { code: "internal", message: "This image is compressed in a way that is not read here.", correlation: null })),
  });
  await user.click(await screen.findByRole("button", { name: /^Show images CT/ }));
  expect(await screen.findByText("This image is compressed in a way that is not read here.")).toBeVisible();
  expect(screen.queryByText("Image 1 of 24")).toBeNull();
});
