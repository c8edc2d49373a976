import type { NotePart } from "~/generated/NotePart";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { StandingMark } from "~/components/Standing";
import { joined } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { useSource } from "../source/SourceSide";
import { When } from "./parts";
import styles from "./sections.module.css";

/** One note, to be read. */
export function NoteReader({ record }: { record: string }) {
  const source = useSource();
  const note = useAsk("open_note", { record });
  if (note.isError) return <FailureNotice failure={note.error.failure} />;
  if (note.data === undefined) return <Reading />;
  const { row, parts } = note.data;
  const name = row.title ?? row.kind ?? row.resourceType;
  return (
    <article className={styles.reader} role="region" aria-label={`Note: ${name}`} tabIndex={0}>
      <header className={styles.readerHead}>
        <div>
          <h3>{name}</h3>
          <p className={styles.second}>
            <When date={row.date} /> {joined(row.title !== null && row.kind !== row.title && row.kind, row.author)}
          </p>
        </div>
        <StandingMark standing={row.standing} status={row.status} />
        <Button aria-label={`Source of note ${name}`} onPress={() => source(row.record, name)}>
          Source
        </Button>
      </header>
      {parts.map((part, n) => (
        <Part key={n} part={part} />
      ))}
      {parts.length === 0 && <Empty title="The EHR sent this note without content." unknown />}
    </article>
  );
}

function Part({ part }: { part: NotePart }) {
  return (
    <section className={styles.part}>
      {part.title !== null && <h4>{part.title}</h4>}
      {part.text !== null && (
        <p className={styles.prose} dir="auto">
          {part.text}
        </p>
      )}
      {part.unavailable !== null && (
        <Empty title={part.unavailable} unknown>
          {part.contentType !== null && `Sent as ${part.contentType}.`}
        </Empty>
      )}
    </section>
  );
}
