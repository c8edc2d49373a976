/** Everything the file of the shown image says, to be searched: tag, keyword, representation, value. */
import { useMemo, useState } from "react";
import type { HeaderElement } from "~/generated/HeaderElement";
import { Button } from "~/components/Button";
import { Field } from "~/components/Field";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { count, many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { found } from "./headerSearch";
import styles from "./aside.module.css";

/** So many lines at once: an image of many frames has thousands. */
const STEP = 400;

export function HeaderView({ instance }: { instance: string }) {
  const header = useAsk("image_header", { instance });
  const [words, setWords] = useState("");
  const [most, setMost] = useState(STEP);
  const all = header.data?.elements;
  const lines = useMemo(() => found(all ?? [], words), [all, words]);
  return (
    <>
      <h3 className={styles.title}>DICOM header of this image</h3>
      <Field
        label="Search the header"
        value={words}
        onChange={(next) => {
          setWords(next);
          setMost(STEP);
        }}
        placeholder="Tag, keyword or value"
        autoComplete="off"
      />
      {header.isPending && <Reading />}
      {header.isError && <FailureNotice failure={header.error.failure} />}
      {header.data !== undefined && (
        <>
          <p className={styles.small} role="status">
            {words.trim() === "" ? many(lines.length, "line") : `${count(lines.length)} of ${many(header.data.elements.length, "line")}`}
            {header.data.more > 0 && `; ${count(header.data.more)} more are in the file and not listed`}
          </p>
          {header.data.remarks.map((one) => (
            <p key={one} className={styles.small}>
              ⚠ {one}
            </p>
          ))}
          <div className={styles.scroller} role="region" aria-label="Elements" tabIndex={0}>
            <table className={styles.table}>
              <thead>
                <tr>
                  <th scope="col">Tag</th>
                  <th scope="col">Keyword</th>
                  <th scope="col">VR</th>
                  <th scope="col">Value</th>
                </tr>
              </thead>
              <tbody>
                {lines.slice(0, most).map(({ element, at }) => (
                  <Line key={at} element={element} />
                ))}
              </tbody>
            </table>
            {lines.length > most && <Button onPress={() => setMost(most + STEP)}>Show {count(Math.min(STEP, lines.length - most))} more</Button>}
          </div>
        </>
      )}
    </>
  );
}

function Line({ element }: { element: HeaderElement }) {
  const { depth, tag, keyword, vr, value, instead } = element;
  return (
    <tr>
      <td className={styles.tag} style={{ paddingInlineStart: 8 + depth * 8 }}>
        {tag}
      </td>
      <th scope="row">{keyword ?? (vr === "" ? "" : element.private ? "Private" : "Not in the standard")}</th>
      <td>{vr}</td>
      <td className={styles.value}>{value === null ? <em>{instead}</em> : <bdi>{value}</bdi>}</td>
    </tr>
  );
}
