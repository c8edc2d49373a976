//! What the program was started with. Refuses what it does not know, with the usage beside it.

use std::ffi::OsString;
use std::path::PathBuf;

/// Shown for `--help` and beside an argument that is not understood.
pub const USAGE: &str = "\
Usage: wardbook [--profile DIR] [--start NAME] [--narrate] [--launch-port PORT]
                [--register] [ADDRESS]

  --profile DIR  the folder with the encrypted profile, instead of this account's own
  --start NAME   when the window is up: open the profile, sign in to the connection of this name,
                 sync its patients and show the fullest chart
  --narrate      print the sync as it goes to standard output, without anything about a patient
  --launch-port PORT  let EHRs start Wardbook at http://127.0.0.1:PORT/launch while it runs
  --register     have the system open addresses that begin with app.wardbook.desktop: with this
                 program from now on; an installed one has seen to that
  ADDRESS        what the system brings: an address that begins with app.wardbook.desktop:

Started again for the same profile, it hands ADDRESS to the window that is open, and ends.
  --help         print this
  --version      print the version

Without a person at the keyboard, WARDBOOK_PASSPHRASE gives the passphrase.
";

/// The private scheme.
const SCHEME: &str = "app.wardbook.desktop:";

/// The arguments of one start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Arguments {
    /// The profile's folder, if named.
    pub profile: Option<PathBuf>,
    /// The connection to begin with, if named.
    pub start: Option<String>,
    /// Whether to print the sync as it goes.
    pub narrate: bool,
    /// The port where EHRs may start the program, if named.
    pub launch_port: Option<u16>,
    /// Whether to register the private scheme at the system.
    pub register: bool,
    /// The address that the system brought.
    pub address: Option<String>,
}

/// What the command line asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Asked {
    /// Open the window.
    Window(Arguments),
    /// Print the usage.
    Help,
    /// Print the version.
    Version,
}

/// Reads the command line, without the program's own name.
///
/// # Errors
/// One sentence that names the argument at fault.
pub fn read(given: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
    let mut arguments = Arguments::default();
    let mut given = given.into_iter();
    while let Some(argument) = given.next() {
        let text = argument.to_string_lossy().into_owned();
        let (name, joined) = match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(OsString::from(value))),
            None => (text, None),
        };
        let mut value = || {
            joined
                .clone()
                .or_else(|| given.next())
                .ok_or_else(|| format!("{name} needs a value"))
        };
        match name.as_str() {
            "--profile" => arguments.profile = Some(PathBuf::from(value()?)),
            "--start" => {
                let name = value()?
                    .into_string()
                    .map_err(|_| "--start needs plain text")?;
                arguments.start = Some(name);
            }
            "--narrate" => arguments.narrate = true,
            "--register" => arguments.register = true,
            "--launch-port" => {
                let port = value()?.to_str().and_then(|port| port.parse().ok());
                let port = port.filter(|port| *port >= 1024);
                arguments.launch_port =
                    Some(port.ok_or("--launch-port needs a number from 1024 to 65535")?);
            }
            _ if argument
                .to_str()
                .is_some_and(|text| text.starts_with(SCHEME)) =>
            {
                arguments.address = argument.into_string().ok();
            }
            "--help" | "-h" => return Ok(Asked::Help),
            "--version" | "-V" => return Ok(Asked::Version),
            _ => return Err(format!("{name} is not an argument of wardbook")),
        }
    }
    Ok(Asked::Window(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_words(words: &[&str]) -> Result<Asked, String> {
        read(words.iter().map(OsString::from))
    }

    #[test]
    fn nothing_given_opens_the_window_on_the_accounts_own_profile() {
        assert_eq!(read_words(&[]), Ok(Asked::Window(Arguments::default())));
    }

    #[test]
    fn every_argument_is_taken_in_both_forms() {
        let expected = Asked::Window(Arguments {
            profile: Some(PathBuf::from("/wards/7")),
            start: Some("City Hospital".to_owned()),
            narrate: true,
            ..Arguments::default()
        });
        let apart = [
            "--profile",
            "/wards/7",
            "--start",
            "City Hospital",
            "--narrate",
        ];
        assert_eq!(read_words(&apart), Ok(expected.clone()));
        let joined = ["--narrate", "--profile=/wards/7", "--start=City Hospital"];
        assert_eq!(read_words(&joined), Ok(expected));
    }

    #[test]
    fn an_address_that_the_system_brings_is_taken_whole() {
        let address = "app.wardbook.desktop://launch?iss=https%3A%2F%2Fe.example&launch=a=b";
        let expected = Asked::Window(Arguments {
            address: Some(address.to_owned()),
            launch_port: Some(8766),
            ..Arguments::default()
        });
        assert_eq!(
            read_words(&["--launch-port", "8766", address]),
            Ok(expected)
        );
        assert!(read_words(&["--launch-port", "80"]).is_err());
        assert!(read_words(&["https://e.example/launch"]).is_err());
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        assert_eq!(
            read_words(&["--profil", "x"]),
            Err("--profil is not an argument of wardbook".to_owned())
        );
        assert_eq!(
            read_words(&["--start"]),
            Err("--start needs a value".to_owned())
        );
    }
}
