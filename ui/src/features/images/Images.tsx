/** The images of a patient that are on this workstation: the studies, and the way to more of them. */
import { useState } from "react";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { bytes, joined, many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { AddImages } from "./AddImages";
import { InArchive } from "./InArchive";
import { StudyTable } from "./StudyTable";
import { WrapForm } from "./WrapForm";
import styles from "./images.module.css";

export function Images({ patient, name }: { patient: string; name: string }) {
  const images = useAsk("list_images", { patient });
  const [adding, setAdding] = useState(false);
  const [wrapping, setWrapping] = useState(false);
  const studies = images.data?.studies ?? [];
  return (
    <section className={styles.images} aria-label="Images on this workstation">
      <header className={styles.bar}>
        <h3 className={styles.title}>Images on this workstation</h3>
        {studies.length > 0 && <span className={styles.second}>{joined(many(studies.length, "study", "studies"), bytes(images.data?.bytes ?? 0))}</span>}
        <span className={styles.push} />
        <Button needs="import-records" onPress={() => setWrapping(true)}>Add photo or PDF…</Button>
        <Button needs="import-records" onPress={() => setAdding(true)}>Add images…</Button>
      </header>
      {images.isError && <FailureNotice failure={images.error.failure} />}
      {images.isPending && <Reading />}
      {images.data !== undefined &&
        (studies.length === 0 ? (
          <Empty title="No images of this patient are on this workstation.">Fetch them from the archive below, or add them from a disc, a folder, a ZIP or single DICOM files.</Empty>
        ) : (
          <StudyTable studies={studies} />
        ))}
      <InArchive key={patient} patient={patient} name={name} />
      {wrapping && <WrapForm patient={patient} name={name} onClose={() => setWrapping(false)} />}
      {adding && <AddImages patient={patient} name={name} onClose={() => setAdding(false)} />}
    </section>
  );
}
