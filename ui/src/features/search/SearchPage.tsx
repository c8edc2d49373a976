import { useState } from "react";
import type { Hit } from "~/generated/Hit";
import { Empty } from "~/components/Empty";
import { FailureNotice } from "~/components/Notice";
import { Page } from "~/components/Page";
import { Panel } from "~/components/Panel";
import { href } from "~/foundations/route";
import { count } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { want } from "~/features/documents/wanted";
import { DidYouMean } from "./DidYouMean";
import { Filters } from "./Filters";
import { placeOf } from "./entries";
import { HitLine } from "./HitLine";
import { asSearch, NARROW_NOTHING } from "./narrow";
import styles from "./search.module.css";
import { useDelayed } from "./useDelayed";

const MOST = 100;

/** Full text over every record on this workstation. */
export function SearchPage() {
  const [text, setText] = useState("");
  const asked = useDelayed(text.trim());
  const [narrow, setNarrow] = useState(NARROW_NOTHING);
  const found = useAsk("search", asSearch(asked, MOST, narrow), { enabled: asked.length > 1, keep: asked.length > 1 });
  const hits = asked.length > 1 ? found.data?.hits : undefined;
  return (
    <Page title="Search" fill>
      <div className={styles.box}>
        <input
          type="search"
          aria-label="Search all records"
          placeholder="Words in any record; &quot;in quotes&quot; for a phrase"
          spellCheck={false}
          // The one thing to do here.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Filters narrow={narrow} hits={hits ?? []} onNarrow={setNarrow} />
      {found.isError && <FailureNotice failure={found.error.failure} />}
      {hits === undefined ? (
        <p className={styles.hint}>Searches names, codes, values and notes of everybody on this workstation. Nothing leaves it. A FHIR search works too: <code>Observation?code=2823-3&amp;date=ge2026</code></p>
      ) : (
        <Panel fill title="Found" note={`${count(hits.length)}${found.data?.more ? ", and more: add a word" : ""}`}>
          {hits.length === 0 ? (
            <>
              <Empty title={narrow === NARROW_NOTHING ? "No record here has these words." : "No record here has these words and is within what is chosen above."} />
              <DidYouMean texts={found.data?.didYouMean ?? []} onTake={setText} />
            </>
          ) : (
            <HitList hits={hits} asked={asked} />
          )}
        </Panel>
      )}
    </Page>
  );
}

function HitList({ hits, asked }: { hits: readonly Hit[]; asked: string }) {
  return (
    <ul className={styles.hits} aria-label="Search results">
      {hits.map((hit) => (
        <li key={hit.record}>
          <a
            className={styles.hit}
            href={href(placeOf(hit))}
            onClick={() => hit.page !== null && want({ record: hit.record, page: hit.page, words: asked })}
          >
            <HitLine hit={hit} asked={asked} />
          </a>
        </li>
      ))}
    </ul>
  );
}
