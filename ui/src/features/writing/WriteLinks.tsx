import { href } from "~/foundations/route";
import { useMay } from "~/platform/may";
import { FORMS } from "./forms";

/** The way from a section's head to the form that adds to it. */
export function WriteLinks({ patient, section }: { patient: string; section: string }) {
  const may = useMay();
  if (!may("write-records")) return null;
  const forms = FORMS.filter((form) => form.section === section);
  return forms.map((form) => (
    <a key={form.kind} href={href({ page: "write", patient, kind: form.kind, record: null })} aria-label={`Add: ${form.title}`}>
      Add
    </a>
  ));
}
