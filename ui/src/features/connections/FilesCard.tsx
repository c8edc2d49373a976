import type { Connection } from "~/generated/Connection";
import { Panel } from "~/components/Panel";
import { many } from "~/foundations/words";
import { CardActions } from "./CardActions";
import styles from "./connections.module.css";

/** What came from files: there is nobody to sign in to and nothing to sync. */
export function FilesCard({ connection, own = false }: { connection: Connection; own?: boolean }) {
  return (
    <Panel title={own ? "From files" : connection.name} note="records from files" aside="no EHR to ask">
      <div className={styles.card}>
        <p className={styles.counts}>
          {many(connection.patients, "patient")}, {many(connection.records, "record")} on this workstation. Files are read when somebody imports them (<code>wardbook-cli import FILE</code>), never by themselves.
        </p>
        <CardActions connection={connection} own={own} />
      </div>
    </Panel>
  );
}
