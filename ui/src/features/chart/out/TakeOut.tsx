import { useState, type SubmitEvent } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import type { Chart } from "~/generated/Chart";
import type { OutForm } from "~/generated/OutForm";
import { Button } from "~/components/Button";
import { Check } from "~/components/Check";
import { Choices } from "~/components/Choices";
import { FailureNotice } from "~/components/Notice";
import { PathField } from "~/components/PathField";
import { useAct } from "~/platform/ask";
import { Taken } from "./Taken";
import styles from "./out.module.css";

const FORMS = [
  { value: "pdf", title: "Pages to print (PDF)", text: "Chosen sections; who it is, since when and how complete on every page." },
  { value: "summary", title: "International Patient Summary", text: "A FHIR document with problems, allergies, drugs, results, procedures and immunizations." },
  { value: "csv", title: "Table (CSV)", text: "One section for a spreadsheet, every record of it." },
  { value: "bundle", title: "Whole chart (FHIR Bundle)", text: "Every record as the EHR sent it." },
] as const;

const ENDINGS: Record<OutForm, string> = { pdf: "pdf", summary: "json", csv: "csv", bundle: "json" };

/** Takes a chart, or parts of it, out to a file that a person names. */
export function TakeOut({ chart, section, onClose }: { chart: Chart; section: string; onClose: () => void }) {
  const patient = chart.banner.patient.id;
  const heads = chart.sections.filter((head) => head.section !== "summary");
  const here = heads.some((head) => head.section === section);
  const [form, setForm] = useState<OutForm>("pdf");
  const [chosen, setChosen] = useState<readonly string[]>(here ? [section] : heads.filter((head) => head.count > 0).map((head) => head.section));
  const [path, setPath] = useState("");
  const take = useAct("take_out");
  const sections = heads.map((head) => head.section).filter((one) => chosen.includes(one));
  const short = (form === "pdf" && sections.length === 0) || (form === "csv" && sections.length !== 1);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!short && path.trim() !== "") take.mutate({ patient, form, sections, path: path.trim() });
  };
  const choose = (one: string, on: boolean) => setChosen(form === "csv" ? [one] : on ? [...chosen, one] : chosen.filter((other) => other !== one));
  return (
    <ModalOverlay className={styles.shade ?? ""} isOpen isDismissable onOpenChange={(next) => !next && onClose()}>
      <Modal className={styles.modal ?? ""}>
        <Dialog className={styles.dialog ?? ""}>
          <Heading slot="title">Print or export</Heading>
          <form onSubmit={submit} className={styles.form}>
            <Choices label="As" value={form} choices={FORMS} onChange={setForm} />
            {(form === "pdf" || form === "csv") && (
              <fieldset>
                <legend>{form === "csv" ? "Section (one)" : "Sections"}</legend>
                <div className={styles.sections}>
                  {heads.map((head) => (
                    <Check key={head.section} on={chosen.includes(head.section)} onChange={(on) => choose(head.section, on)}>
                      {head.title}
                    </Check>
                  ))}
                </div>
              </fieldset>
            )}
            <PathField
              label="Write to"
              of={["new-file"]}
              name={`chart.${ENDINGS[form]}`}
              value={path}
              onChange={setPath}
              placeholder="Full path of a file that is not there yet"
              hint="The file is not encrypted. That it was written is in the audit log. Notes to self are never in it."
            />
            {take.isError && <FailureNotice failure={take.error.failure} />}
            {take.data && <Taken taken={take.data} />}
            <div className={styles.actions}>
              <Button onPress={onClose}>{take.data ? "Close" : "Cancel"}</Button>
              <Button look="main" type="submit" needs={form === "pdf" ? "print-charts" : "export-charts"} isDisabled={take.isPending || short || path.trim() === ""}>
                {take.isPending ? "Writing…" : "Write file"}
              </Button>
            </div>
          </form>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
