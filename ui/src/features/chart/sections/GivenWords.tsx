import type { MedicationRow } from "~/generated/MedicationRow";
import { useNow } from "~/foundations/clock";
import { fhirDate } from "~/foundations/time";
import { many } from "~/foundations/words";
import { Second } from "./parts";

/** "given 3 times, last today 08:00": what records of the same drug say. */
export function GivenWords({ row }: { row: MedicationRow }) {
  const now = useNow();
  const line = (what: string, times: number, last: string | null) =>
    times > 0 && (
      <div>
        {what} {many(times, "time")}
        {last !== null && `, last ${fhirDate(last, now)}`}
      </div>
    );
  return (
    <Second>
      {line("given", row.given, row.lastGiven)}
      {line("dispensed", row.dispensed, row.lastDispensed)}
    </Second>
  );
}
