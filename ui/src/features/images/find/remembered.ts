/** What somebody remembers of a study, as it is asked for. */
import type { FindStudies } from "~/generated/FindStudies";

export interface Remembered {
  patient: string;
  description: string;
  modality: string;
  bodyPart: string;
  accession: string;
  from: string;
  to: string;
}

export const NOTHING: Remembered = { patient: "", description: "", modality: "", bodyPart: "", accession: "", from: "", to: "" };

const said = (text: string) => (text.trim() === "" ? null : text.trim());

/** A day that is still being typed narrows nothing. */
const day = (text: string) => (/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(text.trim()) ? text.trim() : null);

export const asRequest = ({ patient, description, modality, bodyPart, accession, from, to }: Remembered, limit: number): FindStudies => ({
  patient: said(patient),
  description: said(description),
  modality: said(modality),
  bodyPart: said(bodyPart),
  accession: said(accession),
  from: day(from),
  to: day(to),
  offset: 0,
  limit,
});
