import { useLayoutEffect, useState, type KeyboardEvent, type RefObject } from "react";
import { Button } from "~/components/Button";
import { count } from "~/foundations/words";
import styles from "./notes.module.css";

interface Props {
  asked: string;
  /** In how many places it stands. */
  found: number;
  onAsk: (text: string) => void;
  page: RefObject<HTMLElement | null>;
}

/** Words looked for in the note: how many places, and from one to the next. */
export function Find({ asked, found, onAsk, page }: Props) {
  const [at, setAt] = useState(0);
  useLayoutEffect(() => {
    const marks = page.current?.querySelectorAll<HTMLElement>("mark[data-first]") ?? [];
    marks.forEach((mark, n) => mark.toggleAttribute("data-here", n === at));
    if (asked !== "") marks[at]?.scrollIntoView({ block: "center" });
  }, [page, asked, at, found]);
  const ask = (text: string) => {
    setAt(0);
    onAsk(text.trim() === "" ? "" : text);
  };
  const step = (by: 1 | -1) => setAt(found === 0 ? 0 : (at + by + found) % found);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && asked !== "") ask("");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.find}>
      <input type="search" aria-label="Find in this note" placeholder="Find in this note" spellCheck={false} value={asked} onChange={(event) => ask(event.target.value)} onKeyDown={onKeyDown} />
      <span role="status" className={styles.second}>
        {asked === "" ? "" : found === 0 ? "Not in this note" : `${count(at + 1)} of ${count(found)}`}
      </span>
      {found > 1 && (
        <>
          <Button look="quiet" aria-label="Previous place" onPress={() => step(-1)}>
            ↑
          </Button>
          <Button look="quiet" aria-label="Next place" onPress={() => step(1)}>
            ↓
          </Button>
        </>
      )}
    </div>
  );
}
