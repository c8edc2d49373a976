//! Small documents of every kind, made here: the letters and scans of patients who do not exist.

use std::io::{Cursor, Write as _};

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha12Rng;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A document by its kind.
pub type Paper = (&'static str, Vec<u8>);

/// What Dr Amara Osei wrote about Ingrid Halvorsen, on two pages.
pub const LETTER: [&str; 2] = [
    "Referral of Ingrid Halvorsen. Potassium 5.9 mmol/L on 12 March 2026, repeated.",
    "Please see her within the week. Amara Osei, nephrology.",
];

/// One of each kind.
pub fn every() -> Vec<Paper> {
    vec![
        ("pdf", pdf(&LETTER)),
        ("docx", docx()),
        ("rtf", rtf()),
        ("html", html()),
        ("ccda", ccda()),
        ("txt", LETTER.join("\u{c}").into_bytes()),
        ("jpg", jpeg()),
        ("png", png()),
        ("tiff", tiff()),
    ]
}

/// A PDF with a page for each text, in the plainest way there is.
pub fn pdf(pages: &[&str]) -> Vec<u8> {
    of_pages(pages, &[])
}

/// The same with a scan under each page's text: what a copier makes that reads what it copies. The scan is noise, as
/// those of real paper are once they are packed; `size` is its bytes.
pub fn scanned(pages: &[&str], size: usize) -> Vec<u8> {
    let mut random = ChaCha12Rng::seed_from_u64(9);
    let mut scan = vec![0; size];
    random.fill_bytes(&mut scan);
    of_pages(pages, &scan)
}

fn of_pages(pages: &[&str], scan: &[u8]) -> Vec<u8> {
    let each = if scan.is_empty() { 2 } else { 3 };
    let first = 4;
    let kids: Vec<String> = (0..pages.len())
        .map(|n| format!("{} 0 R", first + each * n))
        .collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!(
            "<< /Type /Pages /Kids [{}] /Count {} >>",
            kids.join(" "),
            pages.len()
        )
        .into_bytes(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_vec(),
    ];
    for (n, text) in pages.iter().enumerate() {
        let content = first + each * n + 1;
        let (picture, drawn) = if scan.is_empty() {
            (String::new(), "")
        } else {
            let picture = format!(" /XObject << /S {} 0 R >>", content + 1);
            (picture, "q 595 0 0 842 0 0 cm /S Do Q ")
        };
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >>{picture} >> /Contents {content} 0 R >>"
        ).into_bytes());
        let escaped = text
            .replace('\\', "\\\\")
            .replace('(', "\\(")
            .replace(')', "\\)");
        let stream = if text.is_empty() {
            "0 0 m 100 100 l S".to_owned()
        } else {
            format!("{drawn}BT /F1 11 Tf 50 780 Td ({escaped}) Tj ET")
        };
        objects.push(
            format!(
                "<< /Length {} >>\nstream\n{stream}\nendstream",
                stream.len()
            )
            .into_bytes(),
        );
        if !scan.is_empty() {
            let head = format!(
                "<< /Type /XObject /Subtype /Image /Width 1 /Height {0} /ColorSpace /DeviceGray /BitsPerComponent 8 /Length {0} >>\nstream\n",
                scan.len()
            );
            objects.push([head.as_bytes(), scan, b"\nendstream"].concat());
        }
    }
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (n, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n", n + 1).bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let table = out.len();
    out.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    out.extend(
        format!(
            "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
            objects.len() + 1
        )
        .bytes(),
    );
    out
}

/// A zip of these files.
///
/// # Panics
/// When memory cannot be written to.
#[allow(clippy::expect_used)]
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("a file in memory");
        zip.write_all(bytes).expect("written to memory");
    }
    zip.finish().expect("written to memory").into_inner()
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="comments.xml"/></Relationships>"#;

fn word(inside: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{inside}</w:body></w:document>"#
    )
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

/// The letter in Word, with a header, a comment and a deletion that was tracked.
pub fn docx() -> Vec<u8> {
    zip(&docx_files()).into_iter().collect()
}

/// The letter in Word with a program in it.
pub fn docx_with_macros() -> Vec<u8> {
    let body = docx_body();
    zip(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", body.as_bytes()),
        ("word/vbaProject.bin", b"Sub AutoOpen()"),
    ])
}

/// A Word document that unpacks to 300 MB.
pub fn bomb() -> Vec<u8> {
    let blanks = vec![b' '; 300 * 1024 * 1024];
    zip(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/document.xml", &blanks),
    ])
}

fn docx_body() -> String {
    let [first, second] = LETTER;
    let deleted = "<w:del><w:r><w:delText>Potassium 9.5</w:delText></w:r></w:del>";
    let page = "<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>";
    word(&format!(
        "{}{deleted}{page}{}",
        paragraph(first),
        paragraph(second)
    ))
}

fn docx_files() -> Vec<(&'static str, &'static [u8])> {
    use std::sync::OnceLock;
    static BODY: OnceLock<String> = OnceLock::new();
    static HEADER: OnceLock<String> = OnceLock::new();
    static COMMENT: OnceLock<String> = OnceLock::new();
    vec![
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELATIONS.as_bytes()),
        ("word/_rels/document.xml.rels", PARTS.as_bytes()),
        ("word/document.xml", BODY.get_or_init(docx_body).as_bytes()),
        (
            "word/header1.xml",
            HEADER
                .get_or_init(|| word(&paragraph("Halvorsen, MRN 20481")))
                .as_bytes(),
        ),
        (
            "word/comments.xml",
            COMMENT
                .get_or_init(|| word(&paragraph("Call the ward first")))
                .as_bytes(),
        ),
    ]
}

/// The letter as a dictation system writes it.
pub fn rtf() -> Vec<u8> {
    let [first, second] = LETTER;
    format!(
        "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\fcharset0 Arial;}}}}{{\\header Halvorsen, MRN 20481\\par}}{first}\\par Caf\\'e9 \\u945?\\page {second}\\par}}"
    )
    .into_bytes()
}

/// The letter as a web page.
pub fn html() -> Vec<u8> {
    let [first, second] = LETTER;
    format!("<!DOCTYPE html><html><head><title>Referral</title><script>alert(1)</script></head><body><p>{first}</p><p>{second}</p></body></html>").into_bytes()
}

/// The letter as a clinical document with two sections.
pub fn ccda() -> Vec<u8> {
    let [first, second] = LETTER;
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"><code code="57133-1" codeSystem="2.16.840.1.113883.6.1"/><title>Referral note</title><effectiveTime value="20260312"/><component><structuredBody><component><section><title>Reason</title><text><paragraph>{first}</paragraph></text></section></component><component><section><title>Plan</title><text><list><item>{second}</item></list></text></section></component></structuredBody></component></ClinicalDocument>"#
    )
    .into_bytes()
}

/// A grey dot, scanned.
pub fn png() -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |name: &[u8; 4], data: &[u8]| {
        out.extend((data.len() as u32).to_be_bytes());
        let from = out.len();
        out.extend(name);
        out.extend(data);
        let sum = checksum(out.get(from..).unwrap_or_default());
        out.extend(sum.to_be_bytes());
    };
    chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
    chunk(
        b"IDAT",
        &[
            0x78, 0x01, 0x01, 0x02, 0x00, 0xfd, 0xff, 0x00, 0x80, 0x00, 0x82, 0x00, 0x81,
        ],
    );
    chunk(b"IEND", &[]);
    out
}

fn checksum(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 {
                (sum >> 1) ^ 0xedb8_8320
            } else {
                sum >> 1
            };
        }
    }
    !sum
}

/// The frame of a photograph: marks and tables, no picture worth seeing.
pub fn jpeg() -> Vec<u8> {
    let mut out = vec![0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10];
    out.extend(b"JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00");
    out.extend([
        0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00, 0x2a, 0x51, 0xff, 0xd9,
    ]);
    out
}

/// Two images of a fax, without their pixels.
pub fn tiff() -> Vec<u8> {
    let mut out = b"II*\0\x08\0\0\0".to_vec();
    let entry = [0x00, 0x01, 0x03, 0x00, 0x01, 0, 0, 0, 0x08, 0, 0, 0];
    for next in [26_u32, 0] {
        out.extend([1, 0]);
        out.extend(entry);
        out.extend(next.to_le_bytes());
    }
    out
}
