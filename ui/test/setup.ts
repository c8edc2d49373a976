import "@testing-library/jest-dom/vitest";
import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";
import { NOW } from "./fake/people";

// jsdom lays nothing out; lists that show only what is on screen need a screen.
const sizes: [string, (element: HTMLElement) => number][] = [
  ["offsetHeight", (element) => (element.tagName === "TR" ? 28 : 600)],
  ["offsetWidth", () => 1200],
  ["clientHeight", () => 600],
  ["clientWidth", () => 1200],
];
for (const [name, size] of sizes)
  Object.defineProperty(HTMLElement.prototype, name, {
    configurable: true,
    get(this: HTMLElement) {
      return size(this);
    },
  });
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = function scrollTo(this: Element, to?: ScrollToOptions | number) {
  if (typeof to !== "object") return;
  this.scrollTop = to.top ?? this.scrollTop;
  this.scrollLeft = to.left ?? this.scrollLeft;
  this.dispatchEvent(new Event("scroll"));
};

// Nothing here changes its size, and nothing prefers anything.
Object.assign(window, {
  ResizeObserver: class {
    observe = () => undefined;
    unobserve = () => undefined;
    disconnect = () => undefined;
  },
  matchMedia: (media: string) => Object.assign(new EventTarget(), { media, matches: false, onchange: null }),
});

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: NOW });
  window.location.hash = "";
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});
