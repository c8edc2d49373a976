//! The people of this workstation from a terminal. A password is never an argument and never printed.

use clap::{Subcommand, ValueEnum};
use wardbook_app::wire::hidden::Hidden;
use wardbook_app::wire::person::{
    AddPerson, Person, PersonRef, PersonRole, SetPersonConnections, SetPersonPassword,
    SetPersonRole,
};

use crate::ask;
use crate::print;
use crate::program::{Ended, Program};
use crate::table::Table;
use crate::words;

/// What is asked of the people.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum PeopleCommand {
    /// Who may use this workstation, and as what
    List,
    /// Add somebody; the first has to be an administrator. Their password is asked for, or read from standard input
    Add {
        /// What they sign in with
        account: String,
        /// Their name
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Their role
        #[arg(long, value_enum)]
        role: Role,
    },
    /// Give somebody another role
    Role {
        /// Their account
        account: String,
        /// The role
        #[arg(value_enum)]
        role: Role,
    },
    /// Choose the connections that somebody sees, or let them see all; it counts for who opens charts
    Connections {
        /// Their account
        account: String,
        /// Names or ids; none of them, where neither these nor --all are given
        connection: Vec<String>,
        /// All connections, those that come later too
        #[arg(long, conflicts_with = "connection")]
        all: bool,
    },
    /// Remove somebody; what they did keeps their name
    Remove {
        /// Their account
        account: String,
    },
    /// Give somebody another password. One's own takes the old one first; read from standard input, a line each
    Password {
        /// Their account
        account: String,
    },
}

/// Roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Reads, writes, prints and takes out
    Clinician,
    /// Reads, writes and prints
    Nurse,
    /// Reads and prints
    Coder,
    /// Reads the audit log and takes it out
    Auditor,
    /// Adds people, changes connections and settings
    Administrator,
}

impl Role {
    fn wire(self) -> PersonRole {
        match self {
            Role::Clinician => PersonRole::Clinician,
            Role::Nurse => PersonRole::Nurse,
            Role::Coder => PersonRole::Coder,
            Role::Auditor => PersonRole::Auditor,
            Role::Administrator => PersonRole::Administrator,
        }
    }
}

pub(crate) async fn act(program: &Program, command: PeopleCommand) -> Result<(), Ended> {
    program.open().await?;
    let (app, me) = (&program.app, &program.me);
    let people = match command {
        PeopleCommand::List => app.list_people(me).await?,
        PeopleCommand::Add {
            account,
            name,
            role,
        } => {
            let request = AddPerson {
                name: name.unwrap_or_else(|| account.clone()),
                account,
                role: role.wire(),
                password: Hidden::new(ask::new_password()?),
            };
            app.add_person(me, request).await?
        }
        PeopleCommand::Role { account, role } => {
            let request = SetPersonRole {
                person: account,
                role: role.wire(),
            };
            app.set_person_role(me, request).await?
        }
        PeopleCommand::Connections {
            account,
            connection,
            all,
        } => {
            let request = SetPersonConnections {
                person: account,
                connections: (!all).then_some(connection),
            };
            app.set_person_connections(me, request).await?
        }
        PeopleCommand::Remove { account } => {
            app.remove_person(me, PersonRef { person: account }).await?
        }
        PeopleCommand::Password { account } => {
            let own = program
                .person()
                .is_some_and(|person| person.eq_ignore_ascii_case(account.trim()));
            let old = if own {
                Some(Hidden::new(ask::secret_line("Old password: ")?))
            } else {
                None
            };
            let request = SetPersonPassword {
                person: account,
                password: Hidden::new(ask::new_password()?),
                old,
            };
            app.set_person_password(me, request).await?;
            if !program.json {
                print::line("The password is changed.");
            }
            return Ok(());
        }
    };
    shown(program, &people);
    Ok(())
}

fn shown(program: &Program, people: &[Person]) {
    if program.json {
        print::json(&people);
        return;
    }
    if people.is_empty() {
        print::line("Nobody was added: the one person here may do everything.");
        return;
    }
    let mut table = Table::new(&["Account", "Name", "Role", "Connections", "Added", "By"]);
    for one in people {
        let role = match one.role {
            PersonRole::Clinician => "clinician",
            PersonRole::Nurse => "nurse",
            PersonRole::Coder => "coder",
            PersonRole::Auditor => "auditor",
            PersonRole::Administrator => "administrator",
        };
        table.row([
            one.account.clone(),
            one.name.clone(),
            role.to_owned(),
            match &one.connections {
                None => "all".to_owned(),
                Some(chosen) => chosen.len().to_string(),
            },
            words::moment(one.created_at),
            one.added_by.clone(),
        ]);
    }
    table.lines(0).iter().for_each(|line| print::line(line));
}
