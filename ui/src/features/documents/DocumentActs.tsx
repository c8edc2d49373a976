import { useState } from "react";
import type { NoteRow } from "~/generated/NoteRow";
import { Button } from "~/components/Button";
import { PageWork } from "./PageWork";
import { Share } from "./Share";
import { Versions } from "./Versions";

/** What may be done with a document that is open: its versions, its pages, and a copy for somebody else. */
export function DocumentActs({ row, name, others }: { row: NoteRow; name: string; others: readonly NoteRow[] }) {
  const [open, setOpen] = useState<"versions" | "pages" | "share" | null>(null);
  const close = () => setOpen(null);
  const documents = others.filter((one) => one.resourceType === "DocumentReference");
  return (
    <>
      <Button aria-label={`Versions of ${name}`} onPress={() => setOpen("versions")}>
        Versions
      </Button>
      {row.origin === "workstation" && (
        <Button needs="write-records" aria-label={`Pages of ${name}`} onPress={() => setOpen("pages")}>
          Pages
        </Button>
      )}
      <Button needs="export-charts" aria-label={`Share ${name}`} onPress={() => setOpen("share")}>
        Share
      </Button>
      {open === "versions" && <Versions record={row.record} name={name} others={documents} onClose={close} />}
      {open === "pages" && <PageWork record={row.record} name={name} others={documents} onClose={close} />}
      {open === "share" && <Share record={row.record} name={name} others={documents} onClose={close} />}
    </>
  );
}
