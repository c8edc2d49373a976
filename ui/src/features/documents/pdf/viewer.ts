/** pdf.js' own page view, mounted: pages are drawn when they come into sight, with their text over them. */
import type { PDFDocumentProxy } from "pdfjs-dist/legacy/build/pdf.mjs";
import "pdfjs-dist/legacy/web/pdf_viewer.css";
import { wordsOf, type Wanted } from "../wanted";
import { pdfjs } from "./open";

// Its viewer looks for the library there.
Object.assign(globalThis, { pdfjsLib: pdfjs });
const { EventBus, LinkTarget, PDFFindController, PDFLinkService, PDFViewer } = await import("pdfjs-dist/legacy/web/pdf_viewer.mjs");

export interface Found {
  current: number;
  total: number;
}

export interface Mounted {
  go: (page: number) => void;
  zoom: (zoom: number) => void;
  turn: () => void;
  find: (text: string | string[], again: boolean, back: boolean) => void;
  onFound: (listener: (found: Found) => void) => () => void;
  close: () => void;
}

interface Listeners {
  onPage: (page: number) => void;
  onZoom: (zoom: number) => void;
}

export function mount(container: HTMLDivElement, pdf: PDFDocumentProxy, { onPage, onZoom }: Listeners, begin: Wanted | null): Mounted {
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({ eventBus, externalLinkTarget: LinkTarget.NONE });
  // Nothing a document names is opened.
  linkService.externalLinkEnabled = false;
  const findController = new PDFFindController({ eventBus, linkService });
  const viewer = new PDFViewer({ container, eventBus, linkService, findController, annotationMode: pdfjs.AnnotationMode.ENABLE });
  linkService.setViewer(viewer);
  const listeners = new Set<(found: Found) => void>();
  const tell = ({ matchesCount }: { matchesCount: Found }) => listeners.forEach((listener) => listener(matchesCount));
  const find: Mounted["find"] = (query, again, back) =>
    eventBus.dispatch("find", { source: container, type: again ? "again" : "", query, caseSensitive: false, entireWord: false, highlightAll: true, findPrevious: back, matchDiacritics: false });
  eventBus.on("pagesinit", () => {
    viewer.currentScaleValue = "page-width";
    if (begin === null) return;
    viewer.currentPageNumber = Math.min(begin.page, pdf.numPages);
    find(wordsOf(begin.words), false, false);
  });
  eventBus.on("pagechanging", ({ pageNumber }: { pageNumber: number }) => onPage(pageNumber));
  eventBus.on("scalechanging", ({ scale }: { scale: number }) => onZoom(scale));
  eventBus.on("updatefindmatchescount", tell);
  eventBus.on("updatefindcontrolstate", tell);
  viewer.setDocument(pdf);
  linkService.setDocument(pdf);
  return {
    go: (page) => {
      viewer.currentPageNumber = page;
    },
    zoom: (zoom) => {
      viewer.currentScale = zoom;
    },
    turn: () => {
      viewer.pagesRotation = (viewer.pagesRotation + 90) % 360;
    },
    find,
    onFound: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {
      viewer.cleanup();
      listeners.clear();
    },
  };
}
