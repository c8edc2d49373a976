import { Button } from "react-aria-components/Button";
import { MarkIcon } from "~/components/Icons";
import { askToLock } from "~/features/lock/keepers";
import { useMay } from "~/platform/may";
import { WhoIsHere } from "~/features/people/WhoIsHere";
import { SyncFoot } from "~/features/sync/SyncFoot";
import { cx } from "~/foundations/cx";
import { href, useRoute, type Route } from "~/foundations/route";
import { useTexts } from "~/foundations/texts/texts";
import { count } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./app.module.css";

const CONNECTIONS = new Set<Route["page"]>(["connections", "connection", "add-connection", "edit-connection", "choose", "ledger", "mapping", "import"]);
const MAC = navigator.userAgent.includes("Mac OS");

export function Rail({ onFind }: { onFind: () => void }) {
  const t = useTexts();
  const { page } = useRoute();
  const may = useMay();
  const charts = may("list-patients");
  const patients = useAsk("list_patients", { text: "", offset: 0, limit: 100 }, { enabled: charts }).data?.here;
  const connections = useAsk("list_connections", undefined).data;
  const outbox = useAsk("list_outbox", { connection: null, patient: null, ended: false, offset: 0, limit: 1 }, { enabled: charts }).data;
  const lost = connections?.some((one) => one.signIn.kind === "lost") ?? false;
  return (
    <nav className={styles.rail} aria-label={t.main}>
      <div className={styles.brand}>
        <MarkIcon />
        Wardbook
      </div>
      <Button className={styles.find ?? ""} onPress={onFind}>
        {t.findAnything} <kbd dir="ltr">{MAC ? "⌘ K" : "Ctrl K"}</kbd>
      </Button>
      {charts && (
        <Item to={{ page: "patients" }} on={page === "patients" || page === "write" || page === "chart" || page === "patient-ledger"} title={t.patients} n={patients} />
      )}
      {may("search-charts") && <Item to={{ page: "search" }} on={page === "search" || page === "record"} title={t.search} />}
      {charts && (
        <Item
          to={{ page: "outbox", item: null }}
          on={page === "outbox"}
          title={t.outbox}
          n={outbox?.waiting}
          warn={(outbox?.forPerson ?? 0) > 0}
          warning={t.forYouToDecide(count(outbox?.forPerson ?? 0))}
        />
      )}
      {may("search-charts") && <Item to={{ page: "imaging" }} on={page === "imaging"} title={t.imaging} />}
      <Item
        to={{ page: "connections" }}
        on={CONNECTIONS.has(page)}
        title={t.connections}
        n={connections?.length}
        warn={lost}
      />
      <Item to={{ page: "settings" }} on={page === "settings" || page === "audit"} title={t.settings} />
      <Button className={cx(styles.item, styles.lock)} onPress={askToLock}>
        {t.lock} <kbd dir="ltr">{MAC ? "⌘ L" : "Ctrl L"}</kbd>
      </Button>
      <SyncFoot />
      <WhoIsHere />
    </nav>
  );
}

interface ItemProps {
  to: Route;
  on: boolean;
  title: string;
  n?: number | undefined;
  warn?: boolean;
  /** What the amber number means, for who does not see it. */
  warning?: string;
}

function Item({ to, on, title, n, warn = false, warning }: ItemProps) {
  const lost = useTexts().signInLost;
  return (
    <a className={styles.item} href={href(to)} aria-current={on ? "page" : undefined}>
      {title}
      {warn && <span className="hidden-text">, {warning ?? lost}</span>}
      {n !== undefined && n > 0 && <span className={warn ? styles.warn : styles.n}>{count(n)}</span>}
    </a>
  );
}
