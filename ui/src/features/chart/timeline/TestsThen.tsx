import type { TestThen } from "~/generated/TestThen";
import type { ValueThen } from "~/generated/ValueThen";
import { AbnormalMark, abnormalWords, isAbnormal } from "~/components/Abnormal";
import { StandingMark } from "~/components/Standing";
import { cx } from "~/foundations/cx";
import { useNow } from "~/foundations/clock";
import { fhirDate } from "~/foundations/time";
import { useSource } from "../source/SourceSide";
import styles from "./timeline.module.css";

interface Props {
  tests: readonly TestThen[];
  days: readonly [string, string];
  changed: boolean;
}

const said = (value: ValueThen | null) => value?.value ?? value?.absent ?? null;

/** The last value of each test up to two days, each with the date it is of. */
export function TestsThen({ tests, days, changed }: Props) {
  const rows = changed ? tests.filter((test) => test.earlier?.record !== test.later?.record && said(test.earlier) !== said(test.later)) : tests;
  return (
    <table className={styles.then}>
      <caption>
        Results and vital signs: the last up to each day{rows.length === 0 && (tests.length === 0 ? "; none here" : "; all the same")}
      </caption>
      {rows.length > 0 && (
        <>
          <thead>
            <tr>
              <th scope="col">Test</th>
              <th scope="col">Up to {days[0]}</th>
              <th scope="col">Up to {days[1]}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((test) => (
              <tr key={`${test.section} ${test.name} ${test.later?.record ?? test.earlier?.record ?? ""}`}>
                <th scope="row">{test.name}</th>
                <Value value={test.earlier} name={test.name} />
                <Value value={test.later} name={test.name} />
              </tr>
            ))}
          </tbody>
        </>
      )}
    </table>
  );
}

function Value({ value, name }: { value: ValueThen | null; name: string }) {
  const now = useNow();
  const source = useSource();
  if (value === null)
    return (
      <td>
        <em className={styles.second}>none here</em>
      </td>
    );
  return (
    <td>
      <button type="button" className={styles.value} title="Source" onClick={() => source(value.record, name)}>
        {value.value === null ? (
          <em className={styles.second}>{value.absent}</em>
        ) : (
          <span className={cx(isAbnormal(value.abnormality) && styles.abnormal)}>
            {value.value} <AbnormalMark abnormality={value.abnormality} />
            {isAbnormal(value.abnormality) && <span className="hidden-text"> {abnormalWords(value.abnormality)}</span>}
          </span>
        )}
      </button>{" "}
      <small className={styles.second}>{fhirDate(value.date, now)}</small>
      {value.standing === "preliminary" && <StandingMark standing={value.standing} status={null} />}
    </td>
  );
}
