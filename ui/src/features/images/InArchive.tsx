/** A patient's examinations in the image archive: asked for when a person wants to know, and fetched one at a time. */
import { Button } from "~/components/Button";
import { FailureNotice, Notice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { many } from "~/foundations/words";
import { useAct } from "~/platform/ask";
import type { PatientStudies } from "~/generated/PatientStudies";
import { ArchiveTable } from "./ArchiveTable";
import styles from "./images.module.css";

export function InArchive({ patient, name }: { patient: string; name: string }) {
  const look = useAct("patient_studies");
  const told = look.data;
  return (
    <section className={styles.archive} aria-label="In the archive">
      <header className={styles.bar}>
        <h3 className={styles.title}>In the archive</h3>
        <span className={styles.second} role="status">
          {told?.failure === null && told.archive !== null ? many(told.studies.filter((one) => one.inArchive).length, "study", "studies") : ""}
        </span>
        <span className={styles.push} />
        <Button needs="find-at-ehr" isDisabled={look.isPending} onPress={() => look.mutate({ patient })}>
          {look.isPending ? "Looking…" : told ? "Look again" : "Look in the archive"}
        </Button>
      </header>
      {look.isError && <FailureNotice failure={look.error.failure} />}
      {look.isPending && <Reading />}
      {told && <Told told={told} />}
      {told && told.studies.length > 0 && <ArchiveTable patient={patient} name={name} studies={told.studies} asked={told.archive !== null && told.failure === null} onFetched={() => look.mutate({ patient })} />}
    </section>
  );
}

/** What is not known, and what to do about it. */
function Told({ told }: { told: PatientStudies }) {
  if (told.failure !== null)
    return (
      <Notice tone="stale" title="What the archive has is not known">
        {told.failure}
      </Notice>
    );
  if (told.suggested !== null)
    return (
      <Notice tone="stale" title="The archive was not asked">
        The chart names an archive at <bdi>{told.suggested}</bdi>. Set it in this patient's connection to ask it.
      </Notice>
    );
  if (told.archive === null)
    return (
      <Notice tone="stale" title="No archive is known">
        Give the archive's address in this patient's connection.
      </Notice>
    );
  return told.studies.length === 0 ? <p className={styles.none}>The archive has no study of this patient under this number.</p> : null;
}
