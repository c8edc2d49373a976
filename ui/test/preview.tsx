/** The window on a fake far side, to look at: test/preview.html?scene=offline&theme=dark#/patients */
import { createRoot } from "react-dom/client";
import { App } from "~/app/App";
import "~/foundations/base.css";
import { fake, type Answers } from "./fake/far";
import { NOW } from "./fake/people";
import { scenes } from "./fake/scenes";

const asked = new URLSearchParams(window.location.search);
const theme = asked.get("theme");
const language = asked.get("language") === "arabic" ? ("arabic" as const) : ("english" as const);
const look: Partial<Answers> = { appearance: () => ({ theme: theme === "light" || theme === "dark" ? theme : "system", language }) };
// The shell freezes it too.
Object.freeze(Object.prototype);
const began = Date.now();
const real = Date.now.bind(Date);
Date.now = () => NOW + real() - began;
createRoot(document.getElementById("root")!).render(<App far={fake({ ...scenes[asked.get("scene") ?? "plain"], ...look })} />);
for (const key of (asked.get("keys") ?? "").split(" ").filter(Boolean))
  setTimeout(() => (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ctrlKey: key === "k" })), 400);
const press = asked.get("click");
if (press !== null)
  setTimeout(() => document.querySelector<HTMLElement>(press)?.click(), 600);
