/** Pictures on paper: laid beside the page, shown to the printer only, and taken away with their memory. */
import "./print.css";

let laid: { sheet: HTMLElement; urls: string[] } | null = null;
/** Asked again after each wait: what is laid may have changed meanwhile. */
const isLaid = (sheet: HTMLElement) => laid !== null && laid.sheet === sheet;

export function clearPaper(): void {
  laid?.sheet.remove();
  laid?.urls.forEach((url) => URL.revokeObjectURL(url));
  laid = null;
}

/** Lays the pictures out and opens the system's printing. They stay until the viewer closes: a printer reads late. */
export async function toPaper(pictures: AsyncIterable<Blob>): Promise<void> {
  clearPaper();
  const sheet = document.createElement("div");
  sheet.className = "wardbook-paper";
  sheet.setAttribute("aria-hidden", "true");
  const urls: string[] = [];
  laid = { sheet, urls };
  document.body.append(sheet);
  for await (const picture of pictures) {
    // The viewer was closed meanwhile, or printing began anew.
    if (!isLaid(sheet)) return;
    const image = new Image();
    const url = URL.createObjectURL(picture);
    urls.push(url);
    image.src = url;
    await image.decode();
    sheet.append(image);
  }
  if (isLaid(sheet)) window.print();
}
