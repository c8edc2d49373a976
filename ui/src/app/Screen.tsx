import { AuditPage } from "~/features/audit/AuditPage";
import { ChartPage } from "~/features/chart/ChartPage";
import { RecordPage } from "~/features/chart/source/RecordPage";
import { AddConnection } from "~/features/connections/AddConnection";
import { ChoosePatients } from "~/features/connections/ChoosePatients";
import { ConnectionPage } from "~/features/connections/ConnectionPage";
import { ConnectionsPage } from "~/features/connections/ConnectionsPage";
import { EditConnection } from "~/features/connections/EditConnection";
import { StudiesPage } from "~/features/images/find/StudiesPage";
import { LedgerPage } from "~/features/ledger/LedgerPage";
import { PatientLedger } from "~/features/ledger/PatientLedger";
import { MappingPage } from "~/features/mapping/MappingPage";
import { ImportPage } from "~/features/ingest/ImportPage";
import { OutboxPage } from "~/features/outbox/OutboxPage";
import { PatientsPage } from "~/features/patients/PatientsPage";
import { useMay } from "~/platform/may";
import { SearchPage } from "~/features/search/SearchPage";
import { SettingsPage } from "~/features/settings/SettingsPage";
import { SyncPage } from "~/features/sync/SyncPage";
import { WritePage } from "~/features/writing/WritePage";
import type { Route } from "~/foundations/route";

export function Screen({ route }: { route: Route }) {
  const may = useMay();
  switch (route.page) {
    case "patients":
      // Where the window begins; who opens no charts begins with what they are here for.
      if (!may("list-patients")) return may("read-audit") ? <AuditPage /> : <SettingsPage />;
      return <PatientsPage key={route.list ?? ""} list={route.list ?? null} />;
    case "chart":
      return <ChartPage key={route.patient} patient={route.patient} section={route.section} record={route.record} />;
    case "search":
      return <SearchPage />;
    case "record":
      return <RecordPage key={route.record} record={route.record} />;
    case "imaging":
      return <StudiesPage />;
    case "connections":
      return <ConnectionsPage />;
    case "add-connection":
      return <AddConnection />;
    case "connection":
      return <ConnectionPage key={route.connection} id={route.connection} />;
    case "edit-connection":
      return <EditConnection key={route.connection} id={route.connection} />;
    case "choose":
      return <ChoosePatients key={route.connection} connection={route.connection} />;
    case "ledger":
      return <LedgerPage key={route.connection} connection={route.connection} />;
    case "patient-ledger":
      return <PatientLedger key={route.patient} patient={route.patient} section={route.section} />;
    case "mapping":
      return <MappingPage key={route.connection} connection={route.connection} record={route.record} />;
    case "import":
      return <ImportPage key={route.connection} connection={route.connection} />;
    case "outbox":
      return <OutboxPage item={route.item} />;
    case "write":
      return <WritePage key={`${route.patient} ${route.kind} ${route.record}`} patient={route.patient} kind={route.kind} record={route.record} />;
    case "sync":
      return <SyncPage />;
    case "settings":
      return <SettingsPage />;
    case "audit":
      return <AuditPage />;
  }
}
