import type { WaitingFile } from "~/generated/WaitingFile";
import type { WaitingFiles } from "~/generated/WaitingFiles";
import { Button } from "~/components/Button";
import { Empty } from "~/components/Empty";
import { FailureNotice, Notice } from "~/components/Notice";
import { useNow } from "~/foundations/clock";
import { moment } from "~/foundations/time";
import { bytes, joined, many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { useMay } from "~/platform/may";
import { Sheet } from "./Sheet";
import styles from "./documents.module.css";

/** Network shares tell nobody of new files: it is looked into while somebody is where files are added. */
const EVERY = 5_000;

const NONE: WaitingFiles = { folder: null, unreachable: null, files: [], more: 0 };

const useWaiting = () => useAsk("waiting_files", undefined, { every: EVERY, enabled: useMay()("import-records") });

/** How many wait in the watched folder; nothing where none is watched. */
export function FolderButton({ onPress }: { onPress: () => void }) {
  const waiting = useWaiting();
  const { folder, unreachable, files, more } = waiting.data ?? NONE;
  if (folder === null) return null;
  const here = files.filter((file) => !file.aside).length + more;
  return <Button onPress={onPress}>{unreachable === null ? `From the folder (${here})…` : "From the folder (not reachable)…"}</Button>;
}

/** The files of the watched folder, to say of one that it is this patient's. */
export function FromFolder({ onTake, onClose }: { onTake: (name: string) => void; onClose: () => void }) {
  const waiting = useWaiting();
  const aside = useAct("put_aside");
  const { folder, unreachable, files, more } = waiting.data ?? NONE;
  const put = (name: string, to: boolean) => aside.mutate({ name, aside: to });
  return (
    <Sheet title="From the watched folder" onClose={onClose}>
      {folder !== null && <p className={styles.second}>{folder}</p>}
      {unreachable !== null && (
        <Notice tone="stale" title="The folder cannot be read">
          {unreachable}
        </Notice>
      )}
      {waiting.isError && <FailureNotice failure={waiting.error.failure} />}
      {aside.isError && <FailureNotice failure={aside.error.failure} />}
      {waiting.isSuccess && unreachable === null && files.length === 0 && <Empty title="Nothing waits there." />}
      <ul className={styles.files}>
        {files.map((file) => (
          <Row key={file.name} file={file} onTake={onTake} onAside={put} />
        ))}
      </ul>
      {more > 0 && <p className={styles.second}>and {many(more, "more file")}</p>}
      <div className={styles.actions}>
        <Button onPress={onClose}>Close</Button>
      </div>
    </Sheet>
  );
}

interface RowProps {
  file: WaitingFile;
  onTake: (name: string) => void;
  onAside: (name: string, aside: boolean) => void;
}

function Row({ file, onTake, onAside }: RowProps) {
  const now = useNow();
  const said = joined(bytes(file.length), moment(file.modified, now), file.arriving && "still arriving", file.aside && "put aside");
  return (
    <li className={styles.file}>
      <span>
        <bdi>{file.name}</bdi>
        <span className={styles.second}> {said}</span>
      </span>
      <span className={styles.group}>
        {!file.aside && (
          <Button aria-label={`Take ${file.name}`} isDisabled={file.arriving} onPress={() => onTake(file.name)}>
            Take
          </Button>
        )}
        <Button aria-label={`${file.aside ? "Put back" : "Put aside"} ${file.name}`} onPress={() => onAside(file.name, !file.aside)}>
          {file.aside ? "Put back" : "Put aside"}
        </Button>
      </span>
    </li>
  );
}
