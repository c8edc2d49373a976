/** A letter of two pages as a PDF: made here, so that what the viewer shows can be looked at. */
const PAGES = [
  ["Referral of Ingrid", "", "Dear colleague,", "", "Thank you for seeing Mrs Sørensen, who is short of breath since Tuesday.", "Potassium 5.9 mmol/L on spironolactone 25 mg; creatinine 144 µmol/L.", "", "With kind regards", "Dr. Aaltonen"],
  ["Drugs at home", "", "Furosemide 40 mg twice daily", "Metoprolol succinate 100 mg once daily", "Spironolactone 25 mg once daily"],
];

const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

export function letter(): Uint8Array {
  const streams = PAGES.map((lines) => `BT /F1 12 Tf 72 760 Td 18 TL ${lines.map((line) => `(${line}) Tj T*`).join(" ")} ET`);
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${PAGES.map((_, n) => `${4 + 2 * n} 0 R`).join(" ")}] /Count ${PAGES.length} >>`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ...streams.flatMap((stream, n) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + 2 * n} 0 R >>`,
      `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    ]),
  ];
  let file = "%PDF-1.4\n";
  const offsets = objects.map((object, n) => {
    const at = file.length;
    file += `${n + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return latin(file);
}
