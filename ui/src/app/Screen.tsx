import { ChartPage } from "~/features/chart/ChartPage";
import { AddConnection } from "~/features/connections/AddConnection";
import { ChoosePatients } from "~/features/connections/ChoosePatients";
import { ConnectionsPage } from "~/features/connections/ConnectionsPage";
import { PatientsPage } from "~/features/patients/PatientsPage";
import { SearchPage } from "~/features/search/SearchPage";
import { SettingsPage } from "~/features/settings/SettingsPage";
import { SyncPage } from "~/features/sync/SyncPage";
import type { Route } from "~/foundations/route";

export function Screen({ route }: { route: Route }) {
  switch (route.page) {
    case "patients":
      return <PatientsPage />;
    case "chart":
      return <ChartPage key={route.patient} patient={route.patient} section={route.section} record={route.record} />;
    case "search":
      return <SearchPage />;
    case "connections":
      return <ConnectionsPage />;
    case "add-connection":
      return <AddConnection />;
    case "choose":
      return <ChoosePatients key={route.connection} connection={route.connection} />;
    case "sync":
      return <SyncPage />;
    case "settings":
      return <SettingsPage />;
  }
}
