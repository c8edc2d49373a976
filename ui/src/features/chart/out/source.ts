/** Text copied out of a chart takes the line with it that says whose it is, from where, and how complete. */
import type { ClipboardEvent } from "react";
import type { Chart } from "~/generated/Chart";
import { sourceLine } from "../plot/source";

/** What is copied from a field that somebody types in stays as it is. */
export function copyWithSource(event: ClipboardEvent, chart: Chart, section: string): void {
  const { target } = event;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return;
  const text = window.getSelection()?.toString() ?? "";
  const head = chart.sections.find((one) => one.section === section);
  if (text.trim() === "" || head === undefined) return;
  event.clipboardData.setData("text/plain", `${text}\n\n${sourceLine(chart, head, Date.now())}\n`);
  event.preventDefault();
}
