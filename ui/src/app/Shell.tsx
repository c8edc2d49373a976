import { useEffect, useState } from "react";
import { Locker } from "~/features/lock/Locker";
import { Unfinished } from "~/features/lock/Unfinished";
import { Closing } from "~/features/closing/Closing";
import { useGlassEnds } from "~/features/glass/useGlassEnds";
import { LaunchTaker } from "~/features/launch/LaunchTaker";
import { KeyMap } from "~/features/keys/KeyMap";
import { Palette } from "~/features/search/Palette";
import { useKeptTheme } from "~/features/settings/appearance";
import { useRoute, type Route } from "~/foundations/route";
import { useEnglish } from "~/foundations/texts/texts";
import { Broken } from "./Broken";
import { Rail } from "./Rail";
import { Screen } from "./Screen";
import styles from "./app.module.css";

/** Pages whose texts are in the catalogue. */
const TRANSLATED = new Set<Route["page"]>(["patients", "chart"]);

/** The open window: the rail, the page, and the palette over both. */
export function Shell() {
  const [finding, setFinding] = useState(false);
  const route = useRoute();
  const inEnglish = useEnglish();
  useKeptTheme();
  useGlassEnds();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      setFinding((open) => !open);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <div className={styles.app}>
      <Rail onFind={() => setFinding(true)} />
      <div className={styles.screen} {...(TRANSLATED.has(route.page) ? {} : inEnglish)}>
        <LaunchTaker />
        <Unfinished />
        <Broken key={route.page}>
          <Screen route={route} />
        </Broken>
      </div>
      <KeyMap />
      <Locker />
      <Closing />
      <Palette open={finding} onClose={() => setFinding(false)} />
    </div>
  );
}
