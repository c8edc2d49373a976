import { useState } from "react";
import type { PatientRow } from "~/generated/PatientRow";
import { joined, nameOr } from "~/foundations/words";
import { useAct, useFar } from "~/platform/ask";
import { failureOf, type FailureError } from "~/platform/failure";

interface Work {
  work: "rotate" | "split" | "merge" | "reassign";
  /** Pages that were named; none for all. */
  numbers: readonly number[];
  most: number;
  turn: number;
  /** A title, or a record. */
  extra: string;
  /** Whose it is. */
  other: PatientRow | null;
}

const upTo = (most: number) => Array.from({ length: most }, (_, n) => n + 1);

/** Does what was asked with pages, and says what came of it. */
export function usePageWork(record: string) {
  const far = useFar();
  const arrange = useAct("arrange_pages");
  const split = useAct("split_document");
  const reassign = useAct("reassign_document");
  const [done, setDone] = useState<{ title: string; state: string } | null>(null);
  const [failure, setFailure] = useState<FailureError | null>(null);
  const run = async ({ work, numbers, most, turn, extra, other }: Work) => {
    setFailure(null);
    const own = upTo(most);
    try {
      if (work === "rotate") {
        const pages = own.map((page) => ({ record, page, turned: numbers.length === 0 || numbers.includes(page) ? turn : 0 }));
        const made = await arrange.mutateAsync({ record, pages });
        setDone({ title: "A new version", state: made.state ?? "" });
      } else if (work === "merge") {
        const behind = await far.call("document_here", { record: extra });
        const pages = [...own.map((page) => ({ record, page, turned: 0 })), ...upTo(behind.pages ?? 0).map((page) => ({ record: extra, page, turned: 0 }))];
        const made = await arrange.mutateAsync({ record, pages });
        setDone({ title: "A new version with the pages of both", state: made.state ?? "" });
      } else if (work === "split") {
        const made = await split.mutateAsync({ record, pages: [...numbers], title: extra === "" ? null : extra, leave: false });
        setDone({ title: "A document of its own, and a new version without these pages", state: made.taken.state ?? "" });
      } else if (other !== null) {
        const made = await reassign.mutateAsync({ record, pages: numbers.length === 0 ? null : [...numbers], patient: other.id });
        const chart = `in the chart of ${joined(nameOr(other.name), other.birthDate)}`;
        setDone({ title: made.rest === null ? `It is ${chart}; here it is entered in error` : `These pages are ${chart}; here is a version without them`, state: made.there.state ?? "" });
      }
    } catch (thrown) {
      setFailure(failureOf(thrown));
    }
  };
  return { run, busy: arrange.isPending || split.isPending || reassign.isPending, failure, done: done?.title ?? null, state: done?.state ?? "" };
}
