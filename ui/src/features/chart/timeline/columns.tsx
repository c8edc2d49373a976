import type { SectionHead } from "~/generated/SectionHead";
import type { TimelineSpan } from "~/generated/TimelineSpan";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { counted, joined } from "~/foundations/words";
import { encounterName } from "../sections/EncountersView";
import { Name, Second, When } from "../sections/parts";

export const keyOf = (span: TimelineSpan) => span.encounter?.record ?? `day ${span.from}`;

export const spanName = (span: TimelineSpan) => (span.encounter === null ? `Day ${span.date}` : (encounterName(span.encounter) ?? "Encounter"));

export const titleOf = (sections: readonly SectionHead[], section: string) => sections.find((head) => head.section === section)?.title ?? section;

/** "34 results, 2 notes & documents": what happened, without opening it. */
export const countsOf = (span: TimelineSpan, sections: readonly SectionHead[], kind: string) =>
  span.counts
    .filter((one) => kind === "" || one.section === kind)
    .map((one) => counted(one.records, one.section, titleOf(sections, one.section)))
    .join(", ");

export const COLUMNS = (sections: readonly SectionHead[], kind: string): GridColumn<TimelineSpan>[] => [
  { id: "date", head: "Date", width: "130px", cell: (span) => <When date={span.date} /> },
  {
    id: "what",
    head: "What happened",
    cell: (span) => {
      const { encounter } = span;
      const counts = countsOf(span, sections, kind);
      if (encounter === null) return <Second>{counts}</Second>;
      return (
        <>
          <Name
            standing={encounter.standing}
            name={encounterName(encounter)}
            below={joined(encounter.reason, encounter.location, encounter.practitioner)}
          />
          {encounter.standing !== "past" && encounter.standing !== "current" && <StandingMark standing={encounter.standing} status={encounter.status} />}
          <div>
            <Second>{counts}</Second>
          </div>
        </>
      );
    },
  },
];
