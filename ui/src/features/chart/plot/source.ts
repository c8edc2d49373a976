/** Where copied results are from, in one line: whose, of which EHR, and how complete. */
import type { Chart } from "~/generated/Chart";
import type { SectionHead } from "~/generated/SectionHead";
import { sectionSentence } from "~/foundations/coverage";
import { fullMoment } from "~/foundations/time";
import { joined, nameOr } from "~/foundations/words";

export function sourceLine(chart: Chart, head: SectionHead, now: number): string {
  const { patient } = chart.banner;
  return joined(
    nameOr(patient.name),
    patient.birthDate && `born ${patient.birthDate}`,
    patient.mrn && `MRN ${patient.mrn}`,
    patient.connectionName,
    `${head.title}: ${sectionSentence(head.coverage, head.reads, now).text}`,
    `copied from Wardbook ${fullMoment(now)}`,
  );
}
