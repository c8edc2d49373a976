import type { MappingStanding } from "~/generated/MappingStanding";

export const STANDINGS: Record<MappingStanding, string> = {
  active: "active",
  "in-error": "in error",
  removed: "removed at the EHR",
  inactive: "out of use",
};

export const ehrId = (row: { resourceType: string; fhirId: string }) => `${row.resourceType}/${row.fhirId}`;
