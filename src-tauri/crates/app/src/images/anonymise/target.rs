//! Where files without their person go: a ZIP or a folder of their own. Owns that nothing of an export that failed stays;
//! refuses to write into a folder that has something in it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::failure::Fault;
use crate::new_file;

/// Files go here.
pub(super) enum Target {
    Zip {
        path: PathBuf,
        writer: Box<ZipWriter<File>>,
    },
    Folder {
        path: PathBuf,
        /// It was not there before.
        ours: bool,
        files: Vec<PathBuf>,
    },
}

impl Target {
    pub(super) fn new(path: PathBuf) -> Result<Self, Fault> {
        let zip = path
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("zip"));
        if zip {
            let writer = Box::new(ZipWriter::new(new_file::named(&path)?));
            return Ok(Self::Zip { path, writer });
        }
        let ours = made(&path)?;
        Ok(Self::Folder {
            path,
            ours,
            files: Vec::new(),
        })
    }

    /// The file of this number, which comes to be with its first byte.
    pub(super) fn entry(&mut self, number: u32) -> Entry<'_> {
        Entry {
            name: format!("{number:05}.dcm"),
            target: self,
            file: None,
            begun: false,
        }
    }

    pub(super) fn finish(self) -> Result<(), Fault> {
        if let Self::Zip { path, writer } = self {
            let whole = writer.finish().map_err(io::Error::from);
            whole.and_then(|file| file.sync_all()).map_err(|error| {
                // Half an export under a whole one's name would pass for it.
                let _left = fs::remove_file(&path);
                Fault::from(error)
            })?;
        }
        Ok(())
    }

    /// Takes away what was written. What cannot be taken away is empty of anything that names somebody.
    pub(super) fn undo(self) {
        match self {
            Self::Zip { path, writer } => {
                drop(writer);
                let _left = fs::remove_file(path);
            }
            Self::Folder { path, ours, files } => {
                for file in files {
                    let _left = fs::remove_file(file);
                }
                if ours {
                    let _left = fs::remove_dir(path);
                }
            }
        }
    }
}

/// Whether it had to be made.
fn made(path: &Path) -> Result<bool, Fault> {
    match fs::read_dir(path) {
        Ok(mut inside) => match inside.next() {
            None => Ok(false),
            Some(_) => Err(Fault::invalid(
                "There is something in that folder already. Name an empty one, a new one, or a new ZIP file.",
            )),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            fs::create_dir(path).map_err(|error| match error.kind() {
                io::ErrorKind::NotFound => Fault::invalid(
                    "There is no such folder to make one in. Give the full path of a new folder or ZIP file.",
                ),
                _ => Fault::from(error),
            })?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(Fault::invalid(
            "There is a file of that name. Name a new folder, or a new ZIP file that ends in .zip.",
        )),
        Err(error) => Err(error.into()),
    }
}

/// One file on its way.
pub(super) struct Entry<'a> {
    name: String,
    target: &'a mut Target,
    file: Option<File>,
    begun: bool,
}

impl Entry<'_> {
    /// All of it is written.
    pub(super) fn close(mut self) -> Result<(), Fault> {
        match self.file.take() {
            Some(file) => Ok(file.sync_all()?),
            None => Ok(()),
        }
    }

    fn begin(&mut self) -> io::Result<()> {
        if self.begun {
            return Ok(());
        }
        self.begun = true;
        match self.target {
            Target::Zip { writer, .. } => {
                let options = SimpleFileOptions::default().large_file(true);
                writer.start_file(&*self.name, options)?;
            }
            Target::Folder { path, files, .. } => {
                let path = path.join(&self.name);
                self.file = Some(new_file::create(&path)?);
                files.push(path);
            }
        }
        Ok(())
    }
}

impl Write for Entry<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.begin()?;
        match (&mut self.file, &mut *self.target) {
            (Some(file), _) => file.write(bytes),
            (None, Target::Zip { writer, .. }) => writer.write(bytes),
            (None, Target::Folder { .. }) => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.file {
            Some(file) => file.flush(),
            None => Ok(()),
        }
    }
}
