import type { DocumentVersion } from "~/generated/DocumentVersion";
import { Button } from "~/components/Button";
import { StandingMark } from "~/components/Standing";
import { fullMoment } from "~/foundations/time";
import { joined, many } from "~/foundations/words";
import styles from "./documents.module.css";

const HOW: Record<string, string> = {
  first: "first version",
  replaced: "replaced the one before",
  pages: "pages were turned, taken out or put together",
  superseded: "took the place of the one before",
};

interface Props {
  version: DocumentVersion;
  busy: boolean;
  onRestore: () => void;
  onError: (undo: boolean) => void;
}

export function VersionRow({ version, busy, onRestore, onError }: Props) {
  const inError = version.standing === "entered-in-error";
  const how = version.how === "restored" ? `content of version ${version.from ?? "before"} restored` : (HOW[version.how] ?? version.how);
  return (
    <li className={styles.version} aria-current={version.current ? "true" : undefined}>
      <div>
        <p>
          <strong>
            {version.number}. {version.title ?? "No title"}
          </strong>{" "}
          {version.current ? "in force" : <StandingMark standing={version.standing} status={inError ? null : "superseded"} />}
        </p>
        <p className={styles.second}>{joined(how, version.person, fullMoment(version.at), version.pages !== null && many(version.pages, "page"))}</p>
        <p className={styles.second}>{version.state}</p>
      </div>
      <div className={styles.group}>
        {!version.current && !inError && (
          <Button needs="write-records" isDisabled={busy} aria-label={`Restore version ${version.number}`} onPress={onRestore}>
            Restore
          </Button>
        )}
        <Button needs="write-records" isDisabled={busy} aria-label={`${inError ? "Undo entered in error" : "Entered in error"}, version ${version.number}`} onPress={() => onError(inError)}>
          {inError ? "Undo entered in error" : "Entered in error"}
        </Button>
      </div>
    </li>
  );
}
