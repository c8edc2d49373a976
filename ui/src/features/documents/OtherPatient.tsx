import { useState } from "react";
import type { PatientRow } from "~/generated/PatientRow";
import { Choices } from "~/components/Choices";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { useDelayed } from "~/features/search/useDelayed";
import { useRoute } from "~/foundations/route";
import { joined, nameOr } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./documents.module.css";

const MOST = 8;

interface Props {
  chosen: PatientRow | null;
  onChoose: (patient: PatientRow | null) => void;
}

/** One patient of this workstation, chosen by a person who sees who it is: what was typed may fit somebody else. */
export function OtherPatient({ chosen, onChoose }: Props) {
  const [text, setText] = useState("");
  const route = useRoute();
  const asked = useDelayed(text.trim());
  const found = useAsk("list_patients", { text: asked, offset: 0, limit: MOST }, { enabled: asked !== "" });
  const here = route.page === "chart" ? route.patient : null;
  const rows = (found.data?.rows ?? []).filter((row) => row.id !== here);
  const total = found.data?.total ?? 0;
  return (
    <>
      <Field
        label="The other patient"
        value={text}
        onChange={(next) => {
          setText(next);
          onChoose(null);
        }}
        placeholder="Name, MRN or birth date"
        hint="Both charts are named in the audit log."
        autoComplete="off"
      />
      {found.isError && <FailureNotice failure={found.error.failure} />}
      {rows.length > 0 && (
        <Choices
          label="Who it is"
          value={chosen?.id ?? ""}
          choices={rows.map((row) => ({ value: row.id, title: nameOr(row.name), text: joined(row.birthDate ?? "birth date not recorded", row.gender, row.mrn === null ? "no MRN" : `MRN ${row.mrn}`, row.connectionName) }))}
          onChange={(id) => onChoose(rows.find((row) => row.id === id) ?? null)}
        />
      )}
      {asked !== "" && found.data && rows.length === 0 && <p className={styles.second}>Nobody else on this workstation matches.</p>}
      {total > MOST && <p className={styles.second}>{total - MOST} more match. Type more of the name, or the whole MRN.</p>}
    </>
  );
}
