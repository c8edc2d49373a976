import type { ListRow } from "~/generated/ListRow";
import type { RecordList } from "~/generated/RecordList";
import type { GridColumn } from "~/components/Grid";
import { StandingMark } from "~/components/Standing";
import { count } from "~/foundations/words";
import { OneList } from "./OneList";
import { Name, Second, When } from "./parts";
import { Rows } from "./Rows";
import styles from "./sections.module.css";

type Row = ListRow & { key: string };

function columnsOf(list: RecordList): GridColumn<Row>[] {
  return [
    { id: "name", head: list.nameHead, width: "24%", cell: (row) => <Name name={row.name} below={row.below} standing={row.standing} /> },
    ...list.columns.map((column, at): GridColumn<Row> => ({
      id: column.head,
      head: column.head,
      ...(column.date ? { width: "140px" } : {}),
      cell: (row) => {
        const cell = row.cells[at] ?? null;
        if (column.date) return <When date={cell} />;
        // What stands first beside the name is read with it.
        return at === 0 ? cell : <Second>{cell}</Second>;
      },
    })),
    { id: "status", head: "Status", width: "156px", cell: (row) => <StandingMark standing={row.standing} status={row.status} /> },
  ];
}

/** The lists of a section, each with its own columns; one alone needs no title of its own. */
export function ListsView({ lists, record }: { lists: readonly RecordList[]; record: string | null }) {
  const titled = lists.length > 1;
  return (
    <div className={styles.lists}>
      {lists.map((list) => (
        <OneList key={list.title} rows={list.rows.length} {...(titled ? { title: list.title, aside: <Second>{count(list.rows.length)}</Second> } : {})}>
          <Rows
            label={list.title}
            rows={list.rows.map((row, n) => ({ ...row, key: `${row.record} ${n}` }))}
            columns={columnsOf(list)}
            nameOf={(row) => row.name ?? list.nameHead.toLowerCase()}
            record={record}
            {...(list.fold === null ? {} : { fold: list.fold })}
          />
        </OneList>
      ))}
    </div>
  );
}
