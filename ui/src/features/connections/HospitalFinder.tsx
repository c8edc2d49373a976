import { useState } from "react";
import type { Hospital } from "~/generated/Hospital";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { PathField } from "~/components/PathField";
import { useDelayed } from "~/features/search/useDelayed";
import { many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import styles from "./connections.module.css";

/** Finds a hospital's address by its name, in the lists that vendors publish. */
export function HospitalFinder({ onChoose }: { onChoose: (hospital: Hospital) => void }) {
  const [text, setText] = useState("");
  const asked = useDelayed(text, 120);
  const found = useAsk("find_hospitals", { text: asked.trim() }, { keep: true });
  const lists = found.data?.lists ?? [];
  const known = lists.reduce((sum, list) => sum + list.hospitals, 0);
  const hospitals = asked.trim() === "" ? [] : (found.data?.hospitals ?? []);
  return (
    <Panel title="Find a hospital" note={lists.length === 0 ? "no list yet" : `${many(known, "address", "addresses")} in ${many(lists.length, "list")}`}>
      <div className={styles.card}>
        {lists.length > 0 && <Field label="Name or place" value={text} onChange={setText} placeholder="riverside" autoComplete="off" />}
        {hospitals.length > 0 && (
          <ul className={styles.hospitals} aria-label="Hospitals">
            {hospitals.map((one) => (
              <li key={`${one.list} ${one.fhirBase} ${one.name}`}>
                <Button look="quiet" onPress={() => onChoose(one)}>
                  <span className={styles.hospital}>
                    <strong>{one.name}</strong> {one.place}
                    <span className={styles.base}>{one.fhirBase}</span>
                  </span>
                </Button>
              </li>
            ))}
          </ul>
        )}
        {asked.trim() !== "" && found.data?.hospitals.length === 0 && <p className={styles.counts}>No hospital of that name in the lists here. Type its address below.</p>}
        {found.data?.more && <p className={styles.counts}>There are more: type on.</p>}
        <ImportList />
      </div>
    </Panel>
  );
}

function ImportList() {
  const [from, setFrom] = useState("");
  const bring = useAct("import_hospitals");
  return (
    <details className={styles.more}>
      <summary>Import a published list</summary>
      <div className={styles.search}>
        <PathField label="File or https address" of={["file"]} value={from} onChange={setFrom} placeholder="https://open.epic.com/Endpoints/R4" />
        <Button isDisabled={bring.isPending || from.trim() === ""} onPress={() => bring.mutate({ from: from.trim(), name: null })}>
          {bring.isPending ? "Importing…" : "Import"}
        </Button>
      </div>
      {bring.isError && <FailureNotice failure={bring.error.failure} />}
      {bring.data && (
        <p className={styles.counts}>
          {bring.data.name}: {many(bring.data.hospitals, "address", "addresses")}
          {bring.data.skipped > 0 && `; ${many(bring.data.skipped, "entry", "entries")} without a name or a usable address`}.
        </p>
      )}
    </details>
  );
}
