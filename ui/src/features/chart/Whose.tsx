import { useRoute } from "~/foundations/route";
import { joined, nameOr, sex } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import styles from "./chart.module.css";

/** Who this is, in one line, over what covers the banner of the chart: pictures and documents are somebody's. */
export function Whose() {
  const route = useRoute();
  const patient = route.page === "chart" ? route.patient : "";
  // The chart below has asked already.
  const chart = useAsk("open_chart", { patient }, { enabled: patient !== "" });
  if (chart.data === undefined) return null;
  const { patient: who, age } = chart.data.banner;
  return (
    <p className={styles.whose}>
      <strong>
        <bdi>{nameOr(who.name)}</bdi>
      </strong>{" "}
      {joined(age, sex(who.gender), who.birthDate === null ? "birth date not recorded" : `born ${who.birthDate}`, who.mrn === null ? "no MRN" : `MRN ${who.mrn}`)}
    </p>
  );
}
