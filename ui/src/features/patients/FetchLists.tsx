import { Menu, MenuItem, MenuTrigger } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Button } from "~/components/Button";
import { FailureNotice } from "~/components/Notice";
import type { Connection } from "~/generated/Connection";
import { useAct } from "~/platform/ask";
import { useMay } from "~/platform/may";
import styles from "./lists.module.css";

/** Reads the lists of patients that an EHR keeps. */
export function FetchLists({ connections }: { connections: readonly Connection[] }) {
  const fetch = useAct("fetch_lists");
  const may = useMay()("find-at-ehr");
  const only = connections.length === 1 ? connections[0] : undefined;
  if (connections.length === 0) return null;
  const label = fetch.isPending ? "Reading…" : "Lists of the EHR";
  const read = (connection: string) => fetch.mutate({ connection, group: null });
  const said = fetch.data === undefined ? "" : [`${fetch.data.lists.length} lists.`, ...fetch.data.notes].join(" ");
  return (
    <>
      {only || !may ? (
        <Button needs="find-at-ehr" isDisabled={fetch.isPending} onPress={() => only && read(only.id)}>
          {label}
        </Button>
      ) : (
        <MenuTrigger>
          <Button isDisabled={fetch.isPending}>{label}</Button>
          <Popover placement="bottom end" className={styles.popover ?? ""}>
            <Menu aria-label="Lists of" className={styles.menu ?? ""} onAction={(key) => read(String(key))}>
              {connections.map((one) => (
                <MenuItem key={one.id} id={one.id} className={styles.item ?? ""}>
                  {one.name}
                </MenuItem>
              ))}
            </Menu>
          </Popover>
        </MenuTrigger>
      )}
      <span role="status" className={styles.said}>
        {said}
      </span>
      {fetch.isError && <FailureNotice failure={fetch.error.failure} />}
    </>
  );
}
