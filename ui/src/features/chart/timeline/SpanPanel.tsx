import type { SectionHead } from "~/generated/SectionHead";
import type { TimelineEntry } from "~/generated/TimelineEntry";
import type { TimelineSpan } from "~/generated/TimelineSpan";
import { FailureNotice } from "~/components/Notice";
import { Reading } from "~/components/Reading";
import { StandingMark, StandingName } from "~/components/Standing";
import { useNow } from "~/foundations/clock";
import { chart, href } from "~/foundations/route";
import { saysMore } from "~/foundations/standing";
import { fhirDate } from "~/foundations/time";
import { count, joined, many } from "~/foundations/words";
import { useAsk } from "~/platform/ask";
import { spanName, titleOf } from "./columns";
import styles from "./timeline.module.css";

interface Props {
  patient: string;
  span: TimelineSpan;
  kind: string;
  sections: readonly SectionHead[];
}

const WHY: Record<TimelineEntry["belongs"], string> = {
  said: "",
  "by-time": "at this time; names no encounter",
  "of-another": "at this time; names another encounter",
};

/** What happened in one line of the timeline, by kind, each a step from where it is read. */
export function SpanPanel({ patient, span, kind, sections }: Props) {
  const now = useNow();
  const found = useAsk("read_span", { patient, encounter: span.encounter?.record ?? null, from: span.from, to: span.to });
  const end = span.encounter?.end;
  const entries = (found.data?.entries ?? []).filter((entry) => kind === "" || entry.section === kind);
  const shown = sections.filter((head) => entries.some((entry) => entry.section === head.section));
  return (
    // A page to be scrolled by keys.
    <div className={styles.span} role="region" aria-label={spanName(span)} tabIndex={0}>
      <h3>{spanName(span)}</h3>
      <p className={styles.second}>
        {joined(
          [fhirDate(span.date, now), end !== null && end !== undefined && end !== span.date && fhirDate(end, now)].filter(Boolean).join(" to "),
          span.encounter?.reason,
          span.encounter?.location,
          span.encounter?.practitioner,
        )}
      </p>
      {found.isError && <FailureNotice failure={found.error.failure} />}
      {found.isPending && <Reading />}
      {found.data && entries.length === 0 && <p className={styles.second}>Nothing here is dated in it, or names it.</p>}
      {shown.map((head) => {
        const own = entries.filter((entry) => entry.section === head.section);
        return (
          <section key={head.section} aria-label={head.title}>
            <h4>
              {titleOf(sections, head.section)} <span className={styles.second}>{count(own.length)}</span>
            </h4>
            <ul className={styles.entries}>
              {own.map((entry) => (
                <li key={entry.record}>
                  <span className={styles.when}>{fhirDate(entry.date, now)}</span>
                  <span>
                    <a href={href(chart(patient, entry.section, entry.record))}>
                      <StandingName standing={entry.standing}>{entry.title ?? entry.resourceType}</StandingName>
                    </a>{" "}
                    <StandingName standing={entry.standing}>{entry.detail}</StandingName>{" "}
                    {saysMore(entry.standing, entry.status) && <StandingMark standing={entry.standing} status={entry.status} />}
                    {span.encounter !== null && WHY[entry.belongs] !== "" && <small className={styles.second}> {WHY[entry.belongs]}</small>}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {found.data?.more === true && <p className={styles.second}>Only the newest {many(found.data.entries.length, "record")} are listed; the others are in their sections.</p>}
    </div>
  );
}
