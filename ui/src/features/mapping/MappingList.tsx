import { useCallback, useMemo, useState } from "react";
import type { MappingRow } from "~/generated/MappingRow";
import { Empty } from "~/components/Empty";
import { Grid } from "~/components/Grid";
import { FailureNotice } from "~/components/Notice";
import { Panel } from "~/components/Panel";
import { Reading } from "~/components/Reading";
import { useNow } from "~/foundations/clock";
import { count } from "~/foundations/words";
import { mappingColumns } from "./mappingColumns";
import { ehrId } from "./standing";
import { useMappingPages, type Which } from "./useMappingPages";

interface Props {
  title: string;
  /** What it says where there are none. */
  nothing: string;
  which: Which;
  onOpen: (row: MappingRow) => void;
  busy?: boolean;
  onRetry?: (row: MappingRow) => void;
}

/** Mappings of one connection, as many as there are. */
export function MappingList({ title, nothing, which, onOpen, busy = false, onRetry }: Props) {
  const now = useNow();
  const [seen, setSeen] = useState({ first: 0, last: 40 });
  const { head, total, rowAt } = useMappingPages(which, seen.first, seen.last);
  const onVisible = useCallback((first: number, last: number) => setSeen({ first, last }), []);
  const columns = useMemo(() => mappingColumns(now, onRetry ? { busy, onRetry } : null), [now, busy, onRetry]);
  return (
    <>
      {head.isError && <FailureNotice failure={head.error.failure} />}
      {head.isPending && <Reading />}
      {head.data && (
        <Panel fill title={title} note={count(total)}>
          {total === 0 ? (
            <Empty title={nothing} />
          ) : (
            <Grid
              key={JSON.stringify(which)}
              label={title}
              fixed
              columns={columns}
              count={total}
              rowAt={rowAt}
              keyOf={(row) => row.record}
              nameOf={ehrId}
              onOpen={onOpen}
              onVisible={onVisible}
            />
          )}
        </Panel>
      )}
    </>
  );
}
