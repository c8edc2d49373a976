import { useState } from "react";
import type { Schema } from "~/generated/Schema";
import type { SchemaType } from "~/generated/SchemaType";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { joined, many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./connections.module.css";

/** What the EHR says it offers, asked for when somebody wants to see it. */
export function SchemaPanel({ id }: { id: string }) {
  const [open, setOpen] = useState(false);
  const schema = useAsk("connection_schema", { connection: id }, { enabled: open });
  return (
    <Panel
      title="What the EHR offers"
      note={schema.data && joined(schema.data.software, schema.data.fhirVersion && `FHIR ${schema.data.fhirVersion}`, many(schema.data.types.length, "resource type"))}
      aside={
        !open && (
          <Button needs="manage-connections" onPress={() => setOpen(true)}>
            Show
          </Button>
        )
      }
    >
      {schema.isError && <FailureNotice failure={schema.error.failure} />}
      {schema.isLoading && <p className={styles.empty}>Asking the EHR…</p>}
      {schema.data && <SchemaView schema={schema.data} />}
      {!open && <p className={styles.empty}>Its CapabilityStatement: resource types, searches, profiles, security.</p>}
    </Panel>
  );
}

function SchemaView({ schema }: { schema: Schema }) {
  const [text, setText] = useState("");
  const shown = schema.types.filter((type) => type.name.toLowerCase().includes(text.trim().toLowerCase()));
  const facts: [string, string | null][] = [
    ["Installation", schema.implementation],
    ["Published by", schema.publisher],
    ["Made", schema.date],
    ["Formats", schema.formats.join(", ")],
    ["Security", schema.security.join(", ")],
    ["Whole system", schema.system.join(", ")],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {!schema.fresh && <dt>As of</dt>}
        {!schema.fresh && <dd>The EHR does not answer; this is what it said before.</dd>}
        {facts
          .filter(([, value]) => value !== null && value !== "")
          .map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}-`}>{value}</dd>])}
      </dl>
      <div className={styles.card}>
        <Field label="Resource type" value={text} onChange={setText} placeholder="all types" autoComplete="off" />
      </div>
      <ul className={styles.types} aria-label="Resource types">
        {shown.map((type) => (
          <TypeLine key={type.name} type={type} />
        ))}
      </ul>
    </>
  );
}

const GRANTED: Record<string, string> = { all: "granted", some: "granted in part", none: "not granted" };

function TypeLine({ type }: { type: SchemaType }) {
  const lists: [string, string[]][] = [
    ["Search by", type.searchParams],
    ["Includes", type.includes],
    ["Operations", type.operations],
    ["Profiles", type.profiles],
  ];
  return (
    <li>
      <details>
        <summary className={styles.type}>
          <strong>{type.name}</strong>
          <span className={styles.counts}>{type.interactions.join(", ")}</span>
          {type.granted !== null && <span className={type.granted === "all" ? styles.good : type.granted === "some" ? styles.stale : styles.here}>{GRANTED[type.granted] ?? type.granted}</span>}
        </summary>
        <dl className={styles.facts}>
          {lists
            .filter(([, list]) => list.length > 0)
            .map(([name, list]) => [
              <dt key={name}>{name}</dt>,
              <dd key={`${name}-`} className={styles.mono}>
                {list.join(name === "Profiles" ? "\n" : ", ")}
              </dd>,
            ])}
          {type.versioning !== null && <dt>Versions</dt>}
          {type.versioning !== null && <dd>{type.versioning}</dd>}
        </dl>
      </details>
    </li>
  );
}
