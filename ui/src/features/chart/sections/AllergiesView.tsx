import type { Allergies } from "~/generated/Allergies";
import type { AllergyRow } from "~/generated/AllergyRow";
import type { SectionHead } from "~/generated/SectionHead";
import { Empty } from "~/components/Empty";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { useNow } from "~/foundations/clock";
import { emptyWords } from "~/foundations/coverage";
import { joined, plain } from "~/foundations/words";
import { Name, Second, When } from "./parts";
import { Rows } from "./Rows";
import styles from "./sections.module.css";

const grave = (row: AllergyRow) => row.criticality === "high" || row.severity === "severe";

const COLUMNS: GridColumn<AllergyRow>[] = [
  { id: "name", head: "Substance", cell: (row) => <Name name={row.substance} below={joined(row.kind, row.categories.join(", "))} standing={row.standing} /> },
  { id: "reaction", head: "Reaction", cell: (row) => row.reactions.join(", ") || <Second>not recorded</Second> },
  {
    id: "severity",
    head: "Severity",
    width: "170px",
    cell: (row) => (
      <span className={grave(row) ? styles.severe : undefined}>{joined(row.severity, row.criticality && `criticality ${plain(row.criticality)}`)}</span>
    ),
  },
  {
    id: "status",
    head: "Status",
    width: "190px",
    cell: (row) => <StandingMark standing={row.standing} status={row.standing === "current" ? joined(row.clinicalStatus, row.verification) : (row.verification ?? row.clinicalStatus)} />,
  },
  { id: "since", head: "Onset or recorded", width: "150px", cell: (row) => <When date={row.onset} /> },
];

/** What is said about allergies as a whole, never more than the EHR said. */
export function AllergyStatementView({ head, allergies }: { head: SectionHead; allergies: Allergies }) {
  const now = useNow();
  switch (allergies.statement) {
    case "listed":
      return null;
    case "none-known":
      return <Empty title="No known allergies">The EHR says so.</Empty>;
    case "nothing-recorded":
      return allergies.rows.length > 0 ? (
        <Empty title="No allergy in force is recorded" unknown>
          The EHR gave only what was refuted or withdrawn, and no statement that there are none.
        </Empty>
      ) : (
        <Empty title="Nothing recorded at the EHR" unknown>
          It was asked, and gave neither an allergy nor a statement that there are none.
        </Empty>
      );
    case "not-known": {
      const words = emptyWords(head.coverage, head.reads, now);
      return (
        <Empty title={words.known ? "Not known" : words.title} unknown>
          {words.known ? "What the EHR sent does not say." : words.text}
        </Empty>
      );
    }
  }
}

export function AllergiesView({ head, allergies, record }: { head: SectionHead; allergies: Allergies; record: string | null }) {
  return (
    <>
      <AllergyStatementView head={head} allergies={allergies} />
      {allergies.rows.length > 0 && (
        <Rows label="Allergies" rows={allergies.rows} columns={COLUMNS} nameOf={(row) => row.substance ?? "allergy"} record={record} />
      )}
    </>
  );
}
