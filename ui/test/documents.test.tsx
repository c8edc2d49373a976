import { fireEvent, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { heldReferral, refusedProgram } from "./fake/documents";
import { opened } from "./fake/notes";
import { openWindow } from "./window";

const letter = () => new File(["Potassium 5.9"], "letter.pdf", { type: "application/pdf" });

test("a letter is chosen, described by what it suggests, and kept", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.upload(await screen.findByLabelText("Documents to add"), letter());
  const dialog = await screen.findByRole("dialog", { name: /Add to the chart of/ });
  const title = await within(dialog).findByRole("textbox", { name: "Title" });
  expect(title).toHaveValue("Referral of Ingrid");
  expect(within(dialog).getByLabelText("Date")).toHaveValue("2026-03-14");
  expect(within(dialog).getAllByText("Suggested by the document")).toHaveLength(3);
  expect(await within(dialog).findByText(/through the outbox, and is read back there/)).toBeVisible();
  await user.clear(title);
  await user.type(title, "Referral to nephrology");
  await user.click(within(dialog).getByRole("button", { name: "Keep document" }));
  const kept = far.asked.find((one) => one.name === "keep_document");
  expect(kept?.request).toMatchObject({ held: "h1", patient: "p1", about: { title: "Referral to nephrology", date: "2026-03-14", encounter: null } });
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("what is refused says why, and asks for nothing", async () => {
  const { user, far } = openWindow("#/patients/p1/notes", { hold_document: () => refusedProgram });
  await user.upload(await screen.findByLabelText("Documents to add"), letter());
  expect(await screen.findByText(/This is a program, not a document/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "Keep document" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(far.asked.some((one) => one.name === "keep_document")).toBe(false);
});

test("one that is not kept is let go", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.upload(await screen.findByLabelText("Documents to add"), letter());
  await screen.findByRole("button", { name: "Keep document" });
  await user.keyboard("{Escape}");
  expect(far.asked.find((one) => one.name === "drop_document")?.request).toEqual({ held: "h1" });
});

test("two letters that are dropped are described one after the other", async () => {
  const { user } = openWindow("#/patients/p1/notes");
  const zone = await screen.findByText(/or drop or paste a file here/);
  fireEvent.drop(zone, { dataTransfer: { files: [letter(), letter()] } });
  expect(await screen.findByText(/1 more document after this one/)).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Keep document" }));
  await screen.findByRole("button", { name: "Keep document" });
  expect(screen.queryByText(/after this one/)).toBeNull();
});

test("a version is restored, compared and marked, and who may look is kept", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.click(await screen.findByRole("button", { name: /^Versions of/ }));
  const dialog = await screen.findByRole("dialog", { name: /^Versions of/ });
  expect(await within(dialog).findByText("content of version 1 restored", { exact: false })).toBeVisible();
  expect(within(dialog).getByText("in force")).toBeVisible();
  expect(within(dialog).queryByRole("button", { name: "Restore version 3" })).toBeNull();
  await user.click(within(dialog).getByRole("button", { name: "Restore version 2" }));
  await user.click(within(dialog).getByRole("button", { name: "Entered in error, version 3" }));
  await user.selectOptions(within(dialog).getByLabelText("Who may look"), "private");
  const asked = (name: string) => far.asked.find((one) => one.name === name)?.request;
  expect(asked("restore_document")).toEqual({ record: "no2" });
  expect(asked("mark_in_error")).toEqual({ record: "no1", undo: false });
  expect(asked("set_document_access")).toEqual({ record: "no1", level: "private" });
  expect(asked("compare_notes")).toEqual({ earlier: "no2", later: "no1" });
});

test("a note is written from a template, which says what is not recorded here", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.click(await screen.findByRole("button", { name: "Write…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Write about/ });
  await within(dialog).findByRole("option", { name: "Dialysis note (own)" });
  await user.selectOptions(within(dialog).getByLabelText("Template"), "progress-note");
  expect(await within(dialog).findByText(/that is not the same as none/)).toBeVisible();
  await user.type(within(dialog).getByLabelText("Text"), "Better today.");
  await user.click(within(dialog).getByRole("button", { name: "Save" }));
  const written = far.asked.find((one) => one.name === "write_document")?.request;
  expect(written).toMatchObject({ patient: "p1", writtenAs: "text", about: { title: "Progress note" } });
  expect((written as { text: string }).text).toContain("Better today.");
});

test("a document is shared by a passphrase that is typed twice", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.click(await screen.findByRole("button", { name: /^Share / }));
  const dialog = await screen.findByRole("dialog", { name: /^Share / });
  await user.type(within(dialog).getByLabelText("Write to"), "/tmp/letter.age");
  await user.type(within(dialog).getByLabelText("Passphrase"), "seven grey herons");
  await user.type(within(dialog).getByLabelText("The same again"), "seven grey geese");
  expect(within(dialog).getByRole("button", { name: "Write file" })).toBeDisabled();
  await user.clear(within(dialog).getByLabelText("The same again"));
  await user.type(within(dialog).getByLabelText("The same again"), "seven grey herons");
  await user.click(within(dialog).getByRole("button", { name: "Write file" }));
  expect(await within(dialog).findByText("1 document written, encrypted")).toBeVisible();
  expect(far.asked.find((one) => one.name === "share_documents")?.request).toMatchObject({ path: "/tmp/letter.age", with: { kind: "passphrase" } });
});

test("a shared file is looked into before anything of it is kept", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.click(await screen.findByRole("button", { name: "Open shared file…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Open a shared file/ });
  await user.type(within(dialog).getByLabelText("File"), "/tmp/letter.age");
  await user.type(within(dialog).getByLabelText("Passphrase or private key"), "seven grey herons");
  await user.click(within(dialog).getByRole("button", { name: "Look into it" }));
  expect(await within(dialog).findByText(/Nephrology report/)).toBeVisible();
  expect(far.asked.some((one) => one.name === "open_shared")).toBe(false);
  await user.click(within(dialog).getByRole("button", { name: "Take into this chart" }));
  expect(await within(dialog).findByText("1 document taken in")).toBeVisible();
});

const scans = { folder: "/srv/scans", unreachable: null, more: 0 };
const scan = { name: "scan-17.pdf", length: 240_000, modified: Date.parse("2026-11-20T09:00:00Z"), arriving: false, aside: false };

test("a scan that waits in the watched folder is taken for this patient, described and kept", async () => {
  const files = [scan, { ...scan, name: "scan-18.pdf", arriving: true }, { ...scan, name: "menu.pdf", aside: true }];
  const { user, far } = openWindow("#/patients/p1/notes", { waiting_files: () => ({ ...scans, files }) });
  await user.click(await screen.findByRole("button", { name: "From the folder (2)…" }));
  const sheet = await screen.findByRole("dialog", { name: "From the watched folder" });
  expect(within(sheet).getByRole("button", { name: "Take scan-18.pdf" })).toBeDisabled();
  expect(within(sheet).queryByRole("button", { name: "Take menu.pdf" })).toBeNull();
  await user.click(within(sheet).getByRole("button", { name: "Put back menu.pdf" }));
  expect(far.asked.find((one) => one.name === "put_aside")?.request).toEqual({ name: "menu.pdf", aside: false });
  await user.click(within(sheet).getByRole("button", { name: "Take scan-17.pdf" }));
  const dialog = await screen.findByRole("dialog", { name: /Add to the chart of/ });
  await user.click(await within(dialog).findByRole("button", { name: "Keep document" }));
  expect(far.asked.find((one) => one.name === "hold_file")?.request).toEqual({ patient: "p1", name: "scan-17.pdf" });
  expect(far.asked.some((one) => one.name === "keep_document")).toBe(true);
});

test("a watched folder that is not there says so, and none that is watched says nothing", async () => {
  const { user } = openWindow("#/patients/p1/notes", {
    waiting_files: () => ({ ...scans, files: [], unreachable: "The watched folder is not there." }),
  });
  await user.click(await screen.findByRole("button", { name: "From the folder (not reachable)…" }));
  expect(await screen.findByText("The watched folder is not there.")).toBeVisible();
});

test("the pages of a fax are turned one by one", async () => {
  const { user, far } = openWindow("#/patients/p1/notes", {
    open_note: (request) => {
      const note = opened(request.record);
      return { ...note, row: { ...note.row, origin: "workstation" } };
    },
    document_here: ({ record }) => ({ record, contentType: "image/tiff", length: 900, pages: 2, scanned: true, unread: [], person: "lindqvist", at: 0, state: "Kept here, not sent.", access: null, about: heldReferral.suggested }),
  });
  await user.click(await screen.findByRole("button", { name: /^Show document/ }));
  const viewer = await screen.findByRole("dialog", { name: /^Document:/ });
  expect(await within(viewer).findByText("Page 1 of 2")).toBeVisible();
  expect(within(viewer).getByRole("button", { name: "Page before" })).toBeDisabled();
  await user.click(within(viewer).getByRole("button", { name: "Page after" }));
  expect(within(viewer).getByText("Page 2 of 2")).toBeVisible();
  expect(within(viewer).getByRole("button", { name: "Page after" })).toBeDisabled();
  const pages = far.asked.filter((one) => one.name === "document_picture").map((one) => one.request);
  expect(pages).toMatchObject([{ page: 1 }, { page: 2 }]);
});

test("a document in the wrong chart goes to a patient who was chosen, by their id", async () => {
  const { user, far } = openWindow("#/patients/p1/notes", {
    open_note: (request) => {
      const note = opened(request.record);
      return { ...note, row: { ...note.row, origin: "workstation" } };
    },
    document_here: ({ record }) => ({ record, contentType: "application/pdf", length: 900, pages: 2, scanned: true, unread: [], person: "lindqvist", at: 0, state: "Kept here, not sent.", access: null, about: heldReferral.suggested }),
  });
  await user.click(await screen.findByRole("button", { name: /^Pages of / }));
  const dialog = await screen.findByRole("dialog", { name: /^Pages of/ });
  await user.click(within(dialog).getByRole("radio", { name: /^Give to another patient/ }));
  const give = within(dialog).getByRole("button", { name: "Give to another patient" });
  await user.type(within(dialog).getByLabelText("The other patient"), "okafor");
  const chidi = await within(dialog).findByRole("radio", { name: /^Okafor, Chidi/ });
  expect(give, "what was typed may fit somebody else").toBeDisabled();
  await user.click(chidi);
  await user.click(give);
  expect(far.asked.find((one) => one.name === "reassign_document")?.request).toMatchObject({ patient: "p10", pages: null });
  expect(await within(dialog).findByText(/Okafor, Chidi/, { selector: "[role=status] *" })).toBeVisible();
});

test("the very file that is in the chart already is not kept in silence", async () => {
  const { user } = openWindow("#/patients/p1/notes", {
    keep_document: () => ({ record: "r1", state: "Kept here, not sent.", text: heldReferral.text, already: true, item: null }),
  });
  await user.upload(await screen.findByLabelText("Documents to add"), letter());
  await user.click(await screen.findByRole("button", { name: "Keep document" }));
  expect(await screen.findByText("This very file is in this chart already")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Close" }));
  expect(screen.queryByRole("dialog")).toBeNull();
});

test("pages without text are counted before a document is kept", async () => {
  const { user } = openWindow("#/patients/p1/notes", { hold_document: () => ({ ...heldReferral, text: { ...heldReferral.text, scanned: false, withoutText: [2, 3] } }) });
  await user.upload(await screen.findByLabelText("Documents to add"), letter());
  expect(await screen.findByText(/No text on 2 pages, which can be seen, but not searched/)).toBeVisible();
});

test("another template does not throw away what was written without a question", async () => {
  const { user, far } = openWindow("#/patients/p1/notes");
  await user.click(await screen.findByRole("button", { name: "Write…" }));
  const dialog = await screen.findByRole("dialog", { name: /^Write about/ });
  await within(dialog).findByRole("option", { name: "Dialysis note (own)" });
  const template = within(dialog).getByLabelText("Template");
  await user.selectOptions(template, "progress-note");
  await user.type(await within(dialog).findByLabelText("Text"), "Better today.");
  await user.selectOptions(template, "Dialysis note (own)");
  const asked = await screen.findByRole("alertdialog", { name: "Throw away what you wrote?" });
  await user.click(within(asked).getByRole("button", { name: "Keep" }));
  expect(screen.getByLabelText<HTMLTextAreaElement>("Text").value).toContain("Better today.");
  expect(far.asked.filter((one) => one.name === "fill_template")).toHaveLength(1);
});
