import { useState } from "react";
import type { ConnectionManners } from "~/generated/ConnectionManners";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { count, many } from "~/foundations/words";
import { useAct, useAsk } from "~/platform/ask";
import { MannersForm } from "./MannersForm";
import styles from "./connections.module.css";

/** How the EHR is asked: what its CapabilityStatement led to, and what this connection says otherwise. */
export function MannersPanel({ id }: { id: string }) {
  const [changing, setChanging] = useState(false);
  const asked = useAsk("connection_manners", { connection: id });
  const set = useAct("set_connection_manners");
  const manners = asked.data;
  return (
    <Panel title="How the EHR is asked" note={manners && noteOf(manners)} aside={manners && !changing && <Button needs="manage-connections" onPress={() => setChanging(true)}>Say otherwise</Button>}>
      {asked.isError && <FailureNotice failure={asked.error.failure} />}
      {set.isError && <FailureNotice failure={set.error.failure} />}
      {manners && <Facts manners={manners} />}
      {manners && changing && (
        <MannersForm own={manners.own} busy={set.isPending} onClose={() => setChanging(false)} onSave={(own) => set.mutate({ connection: id, own }, { onSuccess: () => setChanging(false) })} />
      )}
    </Panel>
  );
}

function noteOf({ own, known }: ConnectionManners): string {
  const { headers, ...single } = own;
  const said = Object.values(single).filter((value) => value !== null).length + headers.length;
  if (said > 0) return `${many(said, "setting")} of this connection's own`;
  return known ? "as its CapabilityStatement says" : "its CapabilityStatement is not known yet";
}

function Facts({ manners }: { manners: ConnectionManners }) {
  const { own } = manners;
  const chosen = manners.known ? "from its CapabilityStatement" : "until it is asked";
  const facts: [string, string, boolean, string][] = [
    ["Vendor", manners.vendorName, own.vendor !== null, chosen],
    ["Records on a page", count(manners.page), own.page !== null, "by the vendor's table"],
    ["Requests at one time", count(manners.requests), own.requests !== null, "by the vendor's table"],
    ["Searches in one request", manners.batch > 1 ? count(manners.batch) : "each by itself", own.batch !== null, manners.batch > 1 ? "it takes batches" : ""],
    ["Rest after an answer", own.restMs === null ? "as the vendor's table says" : `${count(own.restMs)} ms`, own.restMs !== null, ""],
    ["_lastUpdated", own.lastUpdated === null ? "relied on where it is offered" : own.lastUpdated ? "relied on" : "not relied on", own.lastUpdated !== null, ""],
    ["Asked in parts", manners.inParts.join(", ") || "nothing", false, "by category or code, where a whole search is refused"],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value, overridden, from]) => [
        <dt key={label}>{label}</dt>,
        <dd key={`${label}-`}>
          {value} <span className={styles.counts}>{overridden ? "said otherwise here" : from}</span>
        </dd>,
      ])}
    </dl>
  );
}
