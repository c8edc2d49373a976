import { useMemo, useRef, useState } from "react";
import type { NotePart } from "~/generated/NotePart";
import type { NoteRow } from "~/generated/NoteRow";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { StandingMark } from "~/components/Standing";
import { DocumentActs } from "~/features/documents/DocumentActs";
import { ShowDocument } from "~/features/documents/ShowDocument";
import { useWanted } from "~/features/documents/wanted";
import { joined } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { When } from "../sections/parts";
import { Compared } from "./Compared";
import { contentsOf, Contents } from "./Contents";
import { Find } from "./Find";
import { AskedFor, places } from "./marking";
import { NotePartView } from "./NotePartView";
import { NoteTools } from "./NoteTools";
import styles from "./notes.module.css";

/** Something to be seen as it was printed or scanned; the rest is words, which the note shows. */
const isPages = (part: NotePart) => part.contentType === "application/pdf" || (part.contentType ?? "").startsWith("image/");

/** One note, to be read: its contents, words in it, what was copied, and how it differs from another. */
export function NoteReader({ record, others }: { record: string; others: readonly NoteRow[] }) {
  const note = useAsk("open_note", { record });
  const [against, setAgainst] = useState<string | null>(null);
  const [unfolded, setUnfolded] = useState(false);
  const wanted = useWanted(record);
  const [asked, setAsked] = useState(wanted?.words ?? "");
  const page = useRef<HTMLDivElement>(null);
  const parts = note.data?.parts;
  const contents = useMemo(() => contentsOf(parts ?? []), [parts]);
  const found = useMemo(() => places(parts ?? [], asked), [parts, asked]);
  if (note.isError) return <FailureNotice failure={note.error.failure} />;
  if (note.data === undefined) return <Reading />;
  const { row, earlier } = note.data;
  const name = row.title ?? row.kind ?? row.resourceType;
  return (
    <article className={styles.reader} aria-label={name}>
      <header className={styles.head}>
        <div>
          <h3>{name}</h3>
          <p className={styles.second}>
            <When date={row.date} /> {joined(row.title !== null && row.kind !== row.title && row.kind, row.author)}
          </p>
        </div>
        <StandingMark standing={row.standing} status={row.status} />
        {row.origin === "workstation" && row.resourceType === "DocumentReference" && row.here && parts?.some(isPages) && <ShowDocument record={row.record} name={name} />}
        {row.resourceType === "DocumentReference" && <DocumentActs row={row} name={name} others={others} />}
        <NoteTools
          row={row}
          name={name}
          others={others}
          against={against}
          onAgainst={setAgainst}
          folds={earlier.length > 0}
          unfolded={unfolded}
          onUnfold={setUnfolded}
        />
      </header>
      {against === null && <Find asked={asked} found={found} onAsk={setAsked} page={page} />}
      <div className={styles.body}>
        {against === null && contents.length > 2 && <Contents entries={contents} page={page} />}
        {/* A page to be scrolled by keys. */}
        <div ref={page} className={styles.page} role="region" aria-label={`Note: ${name}`} tabIndex={0}>
          {against !== null ? (
            <Compared record={row.record} date={row.date} other={against} others={others} />
          ) : (
            <AskedFor value={asked}>
              {note.data.parts.map((part, n) => (
                <NotePartView key={n} part={part} at={n} earlier={earlier} unfolded={unfolded || asked !== ""} others={note.data.parts} />
              ))}
            </AskedFor>
          )}
          {note.data.parts.length === 0 && <Empty title="The EHR sent this note without content." unknown />}
        </div>
      </div>
    </article>
  );
}
