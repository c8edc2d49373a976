//! The files that a person means by a path: one file, all of a folder or disc, all of a ZIP. Owns the order and the
//! limits; refuses to follow links out of a folder, and to unpack anything onto the disk.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::failure::Fault;

/// More files than any disc has.
const MOST_FILES: usize = 200_000;
/// Of one file in a ZIP: it is unpacked in memory, and a claim of more is not believed.
const MOST_UNPACKED: u64 = 1 << 30;
/// How a ZIP begins, also an empty one.
const ZIPS: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Something to read a file from.
pub(super) trait Content: Read + Seek {}
impl<T: Read + Seek> Content for T {}

/// A file, or why it cannot be read.
pub(super) type Opened<'a> = Result<&'a mut dyn Content, &'static str>;

/// Remembers that the other end could not be read: a scratched disc fails in the middle of one file, and whoever was
/// reading says so in words of their own.
pub(super) struct Watched<'a> {
    content: &'a mut dyn Content,
    /// It could not be read to its end.
    pub(super) failed: bool,
}

impl<'a> Watched<'a> {
    pub(super) fn new(content: &'a mut dyn Content) -> Self {
        Self {
            content,
            failed: false,
        }
    }

    fn noted<T>(&mut self, got: io::Result<T>) -> io::Result<T> {
        self.failed |= got
            .as_ref()
            .is_err_and(|error| error.kind() != io::ErrorKind::Interrupted);
        got
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let got = self.content.read(into);
        self.noted(got)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = self.content.seek(to);
        self.noted(at)
    }
}

/// Gives every file that `path` means to `each`, with its name.
pub(super) fn each_file(
    path: &Path,
    each: &mut dyn FnMut(&str, Opened<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    if path.is_dir() {
        for file in listed(path)? {
            one(&file, &name_in(path, &file), each)?;
        }
        return Ok(());
    }
    let mut head = [0; 4];
    let mut file = File::open(path)?;
    // What cannot even be begun is told of by its name, below.
    let got = file.read(&mut head).unwrap_or(0);
    if ZIPS.iter().any(|zip| head.get(..got) == Some(*zip)) {
        return zipped(path, each);
    }
    one(path, &name_of(path), each)
}

fn one(
    file: &Path,
    name: &str,
    each: &mut dyn FnMut(&str, Opened<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    match File::open(file) {
        Ok(file) => each(name, Ok(&mut BufReader::new(file))),
        Err(error) => each(
            name,
            Err(match error.kind() {
                io::ErrorKind::PermissionDenied => "This account may not read it.",
                _ => "It could not be opened.",
            }),
        ),
    }
}

/// All files below a folder, by name, so that a second reading meets them in the same order.
fn listed(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
            if files.len() > MOST_FILES {
                return Err(Fault::invalid(
                    "There are too many files in this folder to be one disc. Choose a folder in it; nothing was kept.",
                ));
            }
        }
    }
    files.sort();
    Ok(files)
}

fn zipped(
    path: &Path,
    each: &mut dyn FnMut(&str, Opened<'_>) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let broken =
        || Fault::invalid("This ZIP file is damaged and cannot be read. It was left as it is.");
    let mut zip = zip::ZipArchive::new(BufReader::new(File::open(path)?)).map_err(|_| broken())?;
    if zip.len() > MOST_FILES {
        return Err(broken());
    }
    for number in 0..zip.len() {
        let Ok(mut entry) = zip.by_index(number) else {
            each(
                &format!("file {number}"),
                Err("It is locked with a password or packed in a way that is not read."),
            )?;
            continue;
        };
        if entry.is_dir() {
            continue;
        }
        let name = entry
            .name()
            .map_or_else(|_| format!("file {number}"), std::borrow::Cow::into_owned);
        let mut bytes = Vec::new();
        let read = entry
            .by_ref()
            .take(MOST_UNPACKED + 1)
            .read_to_end(&mut bytes);
        drop(entry);
        if read.is_err() {
            each(&name, Err("It is damaged in the ZIP file."))?;
        } else if bytes.len() as u64 > MOST_UNPACKED {
            each(&name, Err("It unpacks to more than a gigabyte."))?;
        } else {
            each(&name, Ok(&mut Cursor::new(bytes)))?;
        }
    }
    Ok(())
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn name_in(folder: &Path, file: &Path) -> String {
    file.strip_prefix(folder)
        .unwrap_or(file)
        .to_string_lossy()
        .into_owned()
}
