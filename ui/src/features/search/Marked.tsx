/** Letter by letter without case and marks, so that places stay places. */
const fold = (text: string) => Array.from({ length: text.length }, (_, at) => text.charAt(at).normalize("NFD").charAt(0).toLowerCase()).join("");

/** A text with the words that were asked for marked, where they begin a word. */
export function Marked({ text, asked }: { text: string; asked: string }) {
  const words = fold(asked).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);
  const whole = fold(text);
  const marks = new Array<boolean>(text.length).fill(false);
  for (const word of words)
    for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + 1))
      if (at === 0 || !/[\p{L}\p{N}]/u.test(whole.charAt(at - 1))) marks.fill(true, at, at + word.length);
  const pieces: { text: string; marked: boolean }[] = [];
  marks.forEach((marked, at) => {
    const last = pieces.at(-1);
    if (last?.marked === marked) last.text += text.charAt(at);
    else pieces.push({ text: text.charAt(at), marked });
  });
  return pieces.map((piece, n) => (piece.marked ? <mark key={n}>{piece.text}</mark> : <span key={n}>{piece.text}</span>));
}
