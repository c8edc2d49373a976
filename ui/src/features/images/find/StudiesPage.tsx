/** Images of everybody on this workstation: a study is looked for by what somebody remembers of it. What is typed stays in memory. */
import { useState } from "react";
import { Empty } from "~/components/Empty";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { useTexts } from "~/foundations/texts/texts";
import { count, joined, many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { useDelayed } from "~/features/search/useDelayed";
import { FoundTable } from "./FoundTable";
import { asRequest, NOTHING, type Remembered } from "./remembered";
import styles from "./find.module.css";

/** Studies shown at once: whoever wants more narrows. */
const MOST = 200;

const FIELDS: readonly [keyof Remembered, string, string][] = [
  ["patient", "Patient", "Name, number or birth date"],
  ["description", "Study or series", "Words of its description"],
  ["modality", "Modality", "CT, MR, US…"],
  ["bodyPart", "Body part", "As the files say it"],
  ["accession", "Accession", "How it begins"],
  ["from", "From", "2026-11-18"],
  ["to", "To", "2026-11-18"],
];

export function StudiesPage() {
  const t = useTexts();
  const [remembered, setRemembered] = useState<Remembered>(NOTHING);
  // One word for all fields, so that none is asked for half.
  const settled = useDelayed(JSON.stringify(remembered));
  const found = useAsk("find_studies", asRequest(JSON.parse(settled) as Remembered, MOST), { keep: true });
  const { studies = [], all = 0, undated = 0 } = found.data ?? {};
  return (
    <Page title={t.imaging} fill>
      <form className={styles.fields} role="search" aria-label="Look for studies" onSubmit={(event) => event.preventDefault()}>
        {FIELDS.map(([name, label, placeholder]) => (
          <Field key={name} label={label} placeholder={placeholder} value={remembered[name]} onChange={(value) => setRemembered({ ...remembered, [name]: value })} />
        ))}
      </form>
      {found.isError && <FailureNotice failure={found.error.failure} />}
      {found.isPending && <Reading />}
      {found.data !== undefined && (
        <Panel fill title="Studies on this workstation" note={joined(many(all, "study", "studies"), all > studies.length && `the newest ${count(studies.length)} are shown: say more to narrow`, undated > 0 && `${many(undated, "more study", "more studies")} that say no day may be among them`)}>
          {studies.length === 0 ? <Empty title={settled === JSON.stringify(NOTHING) ? "No images are on this workstation." : "No images of such a study are on this workstation."} unknown={undated > 0} /> : <FoundTable studies={studies} />}
        </Panel>
      )}
    </Page>
  );
}
