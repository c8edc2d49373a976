// What is asked inside the page; each function is sent there as text.

/** What axe-core says, a line a rule; `more` turns rules on or off. */
export async function axe(more) {
  const rules = { "target-size": { enabled: true }, ...more };
  const found = await window.axe.run(document, { rules, resultTypes: ["violations"] });
  return found.violations.map(({ id, impact, nodes }) => ({
    rule: id,
    impact,
    nodes: nodes.slice(0, 5).map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`.trim().slice(0, 300)),
    count: nodes.length,
  }));
}

/**
 * Controls and headings that nobody can bring into sight: cut off by something that does not scroll, or
 * outside the window. Behind an open dialog everything is out of reach on purpose.
 */
export function cutOff() {
  const dialog = document.querySelector("[role=dialog]");
  const all = [...(dialog ?? document).querySelectorAll("h1,h2,label,button,a[href],input,select,textarea,[role=grid],[role=tab]")];
  const lost = [];
  for (const element of all) {
    if (element.closest("[inert],[aria-hidden=true],.hidden-text") || element.getClientRects().length === 0) continue;
    // A radio or a check is its label; the input itself lies hidden in it.
    if (element.matches("input[type=radio],input[type=checkbox]") && element.closest("label")) continue;
    let { left, top, right, bottom } = element.getBoundingClientRect();
    if (right - left < 2 || bottom - top < 2) continue;
    for (let up = element.parentElement; up && up !== document.documentElement; up = up.parentElement) {
      const style = getComputedStyle(up);
      const box = up.getBoundingClientRect();
      const along = (overflow, from, to, low, high) => {
        if (overflow === "visible") return [from, to];
        // A part that scrolls brings into its own frame whatever is in it.
        if (overflow === "auto" || overflow === "scroll") return [low, high];
        return [Math.max(from, low), Math.min(to, high)];
      };
      [left, right] = along(style.overflowX, left, right, box.left, box.right);
      [top, bottom] = along(style.overflowY, top, bottom, box.top, box.bottom);
    }
    const seen = Math.min(right, innerWidth) - Math.max(left, 0) > 1 && Math.min(bottom, innerHeight) - Math.max(top, 0) > 1;
    if (!seen) lost.push(`${element.tagName.toLowerCase()} "${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 60)}"`);
  }
  return lost;
}

/** What moves although somebody asked for nothing to move. */
export function moving() {
  return document
    .getAnimations()
    .filter((one) => one.playState === "running")
    .map((one) => `${one.animationName ?? one.transitionProperty ?? "animation"} of ${one.effect?.target?.className ?? "?"}`);
}

/** Whatever has the focus now, if nobody could see that. */
export function unseenFocus() {
  const first = document.activeElement;
  if (first === null || first === document.body) return ["nothing takes the focus"];
  const style = getComputedStyle(first);
  const shown = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
  return shown ? [] : [`${first.tagName.toLowerCase()} "${(first.textContent ?? "").trim().slice(0, 60)}"`];
}

/** Chooses in a list that opens, as a person does. */
export function choose(findByRole, label, value) {
  const list = findByRole("combobox", label, true);
  Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, "value").set.call(list, value);
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Drops a file of this name on the page. */
export function drop(name) {
  const carried = new DataTransfer();
  carried.items.add(new File(["Potassium 5.9"], name, { type: "application/pdf" }));
  const onto = [...document.querySelectorAll("button")].find((one) => one.textContent.startsWith("Add document"));
  onto.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: carried }));
}
