//! Files that leave the program: never over another one, and for this account only.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use crate::failure::{Code, Fault};

/// Makes a file that was not there.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// The same, with words for why it cannot be made.
pub(crate) fn named(path: &Path) -> Result<File, Fault> {
    create(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Fault::new(
            Code::Io,
            "There is a file of that name already. Choose another name.",
        ),
        io::ErrorKind::NotFound => Fault::new(
            Code::Io,
            "There is no such folder. Give the full path of a file in a folder that is there.",
        ),
        _ => Fault::from(error),
    })
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn nobody_else_may_read_it_and_nothing_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("chart.json");
        let file = super::create(&path).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(super::named(&path).is_err());
        assert!(super::named(&folder.path().join("none/chart.json")).is_err());
    }
}
