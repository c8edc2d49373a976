//! Scopes, in the syntax of SMART 1 and of SMART 2, as one structure: what was asked, what was
//! granted, and what is missing. Everything a server grants is kept, also what is not understood.

mod ask;
mod parse;

use std::fmt;

pub use ask::{scopes_for, scopes_for_itself, scopes_for_launch, scopes_to_write};

/// Whose records a scope is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Compartment {
    /// The one patient of the launch context.
    Patient,
    /// Whatever the person who signed in may see.
    User,
    /// What the server allows the program itself.
    System,
}

/// What one may do with a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Interaction {
    /// Make a new one.
    Create,
    /// Read one by id.
    Read,
    /// Change one.
    Update,
    /// Remove one.
    Delete,
    /// Search among them.
    Search,
}

impl Interaction {
    /// All of them, in the order in which SMART 2 writes their letters.
    pub const ALL: [Self; 5] = [
        Self::Create,
        Self::Read,
        Self::Update,
        Self::Delete,
        Self::Search,
    ];

    fn letter(self) -> char {
        match self {
            Self::Create => 'c',
            Self::Read => 'r',
            Self::Update => 'u',
            Self::Delete => 'd',
            Self::Search => 's',
        }
    }
}

/// One condition of a granular scope: `category=http://…|laboratory`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Filter {
    /// The search parameter.
    pub param: String,
    /// Its value, as granted.
    pub value: String,
}

/// A scope about resources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceScope {
    /// Whose.
    pub compartment: Compartment,
    /// The resource type; `None` is the wildcard.
    pub resource_type: Option<String>,
    /// What one may do, in the order of [`Interaction::ALL`].
    pub interactions: Vec<Interaction>,
    /// All of these must hold; empty is no condition.
    pub filters: Vec<Filter>,
    /// As the server wrote it.
    text: String,
}

impl ResourceScope {
    fn is_about(&self, resource_type: &str, interaction: Interaction) -> bool {
        self.resource_type
            .as_deref()
            .is_none_or(|about| about == resource_type)
            && self.interactions.contains(&interaction)
    }

    /// Everything that `asked` allows is allowed by this one.
    fn covers(&self, asked: &Self, interaction: Interaction) -> bool {
        let wide_enough = match (&self.resource_type, &asked.resource_type) {
            (None, _) => true,
            (Some(own), Some(other)) => own == other,
            (Some(_), None) => false,
        };
        self.compartment == asked.compartment
            && wide_enough
            && self.interactions.contains(&interaction)
            && self
                .filters
                .iter()
                .all(|filter| asked.filters.contains(filter))
    }
}

/// How far a grant reaches for one type and interaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// Only where all filters of one of these lists hold.
    Only(Vec<Vec<Filter>>),
    /// Without condition.
    Everything,
}

/// A set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes {
    resources: Vec<ResourceScope>,
    others: Vec<String>,
}

impl Scopes {
    /// From the space-separated text of a request or an answer.
    pub fn parse(text: &str) -> Self {
        let mut scopes = Self::default();
        for word in text.split_whitespace() {
            match parse::resource_scope(word) {
                Some(scope) if !scopes.resources.iter().any(|known| known.text == word) => {
                    scopes.resources.push(scope);
                }
                None if !scopes.others.iter().any(|known| known == word) => {
                    scopes.others.push(word.to_owned());
                }
                _ => {}
            }
        }
        scopes
    }

    /// One may do this with this type, at least with a part of its resources (see [`Self::reach`]).
    /// A `patient/` scope counts: it is about the patient of the sign-in.
    pub fn allows(&self, resource_type: &str, interaction: Interaction) -> bool {
        self.resources
            .iter()
            .any(|scope| scope.is_about(resource_type, interaction))
    }

    /// How far the grant reaches.
    pub fn reach(&self, resource_type: &str, interaction: Interaction) -> Reach {
        let mut only: Vec<Vec<Filter>> = Vec::new();
        for scope in self
            .resources
            .iter()
            .filter(|s| s.is_about(resource_type, interaction))
        {
            if scope.filters.is_empty() {
                return Reach::Everything;
            }
            if !only.contains(&scope.filters) {
                only.push(scope.filters.clone());
            }
        }
        if only.is_empty() {
            Reach::Nothing
        } else {
            Reach::Only(only)
        }
    }

    /// A scope without a resource: `openid`, `fhirUser`, `launch/patient`, `offline_access`…
    pub fn has(&self, word: &str) -> bool {
        self.others.iter().any(|other| other == word)
    }

    /// Of these asked scopes, those that this grant does not cover whole, whatever the syntax.
    pub fn missing(&self, asked: &[String]) -> Vec<String> {
        let covered = |word: &&String| match parse::resource_scope(word) {
            Some(asked) => asked.interactions.iter().all(|interaction| {
                self.resources
                    .iter()
                    .any(|granted| granted.covers(&asked, *interaction))
            }),
            None => self.has(word),
        };
        asked
            .iter()
            .filter(|word| !covered(word))
            .cloned()
            .collect()
    }

    /// With a scope that the answer itself proves, though its list leaves it out: some servers list
    /// only what the access token is for, and give an id_token and a refresh token all the same.
    pub(crate) fn proven(mut self, word: &str) -> Self {
        if !self.has(word) {
            self.others.push(word.to_owned());
        }
        self
    }

    /// The scopes about resources.
    pub fn resources(&self) -> &[ResourceScope] {
        &self.resources
    }

    /// Nothing was granted.
    pub fn is_empty(&self) -> bool {
        self.resources.is_empty() && self.others.is_empty()
    }

    /// As the server wrote them, the ones without a resource first.
    pub fn to_strings(&self) -> Vec<String> {
        let resources = self.resources.iter().map(|scope| scope.text.clone());
        self.others.iter().cloned().chain(resources).collect()
    }
}

/// The space-separated text, which [`Scopes::parse`] reads back.
impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_strings().join(" "))
    }
}

#[cfg(test)]
#[path = "scopes/tests.rs"]
mod tests;
