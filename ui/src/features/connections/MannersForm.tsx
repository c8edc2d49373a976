import { useState, type SubmitEvent } from "react";
import type { MannersOverride } from "~/generated/MannersOverride";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { Select } from "~/components/Select";
import styles from "./connections.module.css";

interface Props {
  own: MannersOverride;
  busy: boolean;
  onSave: (own: MannersOverride) => void;
  onClose: () => void;
}

const VENDORS = [
  { value: "", title: "As its CapabilityStatement says" },
  { value: "epic", title: "Epic" },
  { value: "oracle", title: "Oracle Health" },
  { value: "meditech", title: "MEDITECH" },
  { value: "generic", title: "None of them" },
];
const RELY = [
  { value: "", title: "Where it is offered" },
  { value: "yes", title: "Yes" },
  { value: "no", title: "No: compare what comes" },
] as const;

const text = (n: number | null) => (n === null ? "" : String(n));
const number = (typed: string) => (typed.trim() === "" ? null : Number(typed.trim()));
const fault = (typed: string, least: number, most: number) =>
  typed.trim() === "" || (/^\d{1,6}$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most) ? undefined : `${least} to ${most}.`;

export function MannersForm({ own, busy, onSave, onClose }: Props) {
  const [vendor, setVendor] = useState(own.vendor ?? "");
  const [page, setPage] = useState(text(own.page));
  const [requests, setRequests] = useState(text(own.requests));
  const [batch, setBatch] = useState(text(own.batch));
  const [rest, setRest] = useState(text(own.restMs));
  const [rely, setRely] = useState<"" | "yes" | "no">(own.lastUpdated === null ? "" : own.lastUpdated ? "yes" : "no");
  const faults = { page: fault(page, 1, 1_000), requests: fault(requests, 1, 16), batch: fault(batch, 1, 100), rest: fault(rest, 0, 60_000) };
  const wrong = faults.page ?? faults.requests ?? faults.batch ?? faults.rest;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wrong === undefined) onSave({ vendor: vendor || null, page: number(page), requests: number(requests), batch: number(batch), restMs: number(rest), lastUpdated: rely === "" ? null : rely === "yes", headers: own.headers });
  };
  return (
    <form className={styles.card} onSubmit={submit}>
      <div className={styles.two}>
        <Select label="Vendor" value={vendor} options={VENDORS} onChange={setVendor} />
        <Select label="Rely on _lastUpdated" value={rely} options={RELY} onChange={setRely} />
        <Field label="Records on a page" value={page} onChange={setPage} inputMode="numeric" hint="Empty: by the vendor's table. 1 to 1000." error={faults.page} />
        <Field label="Requests at one time" value={requests} onChange={setRequests} inputMode="numeric" hint="Empty: by the vendor's table. 1 to 16." error={faults.requests} />
        <Field label="Searches in one request" value={batch} onChange={setBatch} inputMode="numeric" hint="Empty: as many as its vendor's table says, where it takes batches. 1: each by itself." error={faults.batch} />
        <Field label="Rest after each answer, milliseconds" value={rest} onChange={setRest} inputMode="numeric" hint="Empty: by the vendor's table. 0 to 60000." error={faults.rest} />
      </div>
      <div className={styles.actions}>
        <Button look="main" type="submit" isDisabled={busy || wrong !== undefined}>
          Save
        </Button>
        <Button onPress={onClose}>Cancel</Button>
      </div>
    </form>
  );
}
