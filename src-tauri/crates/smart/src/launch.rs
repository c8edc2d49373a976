//! An EHR starts Wardbook with a patient: the address it opens, by the private scheme or at a fixed
//! port of this computer. Reading one decides nothing: anybody can make such an address, so who it
//! came from (`iss`) is compared with the configured connections before anything is asked of it.

use std::net::Ipv4Addr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use url::Url;

use crate::http::is_safe;
use crate::listener::{self, Request};
use crate::page::Page;
use crate::secret::Secret;

/// The path of the launch address on this computer.
const PATH: &str = "/launch";
/// Launch values are short; a longer one is somebody's experiment.
const LONGEST: usize = 8 * 1024;

/// What an EHR said when it started us.
#[derive(Clone, PartialEq)]
pub struct Launch {
    /// The FHIR base it says it is.
    pub iss: Url,
    /// Its name for this launch, given back at sign-in.
    pub launch: Secret,
}

impl Launch {
    /// From a launch address: `iss` and `launch`, each once.
    pub fn read(address: &Url) -> Option<Self> {
        Self::of_query(address.query().unwrap_or_default())
    }

    fn of_query(query: &str) -> Option<Self> {
        let once = |name: &str| {
            let mut all = url::form_urlencoded::parse(query.as_bytes())
                .filter(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned());
            let first = all
                .next()
                .filter(|value| !value.is_empty() && value.len() <= LONGEST)?;
            all.next().is_none().then_some(first)
        };
        let iss = Url::parse(&once("iss")?).ok().filter(is_safe)?;
        if iss.query().is_some() {
            return None;
        }
        Some(Self {
            iss,
            launch: Secret::new(once("launch")?),
        })
    }

    /// The same as an address of the private scheme.
    pub fn address(&self, scheme: &str) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("iss", self.iss.as_str())
            .append_pair("launch", self.launch.expose())
            .finish();
        format!("{scheme}?{query}")
    }

    /// It says it is this FHIR base.
    pub fn is_from(&self, base: &str) -> bool {
        let same = |url: &str| url.trim_end_matches('/').to_owned();
        Url::parse(base).is_ok_and(|base| same(base.as_str()) == same(self.iss.as_str()))
    }
}

impl std::fmt::Debug for Launch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Launch")
            .field("iss", &self.iss.host_str())
            .finish_non_exhaustive()
    }
}

/// A fixed port of this computer where EHRs may start us; dropping it closes it.
pub struct LaunchListener {
    port: u16,
    accepting: JoinHandle<()>,
}

impl LaunchListener {
    /// Listen, and hand over what comes. `None` takes any free port, for tests.
    pub async fn open(port: Option<u16>, to: mpsc::Sender<Launch>) -> std::io::Result<Self> {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0))).await?;
        let port = socket.local_addr()?.port();
        let answer = Arc::new(move |request: Request<'_>| {
            if request.path != PATH {
                return Err("404 Not Found");
            }
            match Launch::of_query(request.query) {
                // A window that is busy with another launch takes this one a moment later, or not at
                // all: the person starts it again at the EHR.
                Some(launch) => match to.try_send(launch) {
                    Ok(()) => Ok(Page::Launched),
                    Err(_) => Err("503 Service Unavailable"),
                },
                None => Ok(Page::NoLaunch),
            }
        });
        Ok(Self {
            port,
            accepting: tokio::spawn(listener::answering(socket, port, answer)),
        })
    }

    /// The launch address to register.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }
}

impl Drop for LaunchListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_launch_names_its_ehr_and_itself_each_once() {
        let read = |text: &str| Launch::read(&Url::parse(text).unwrap());
        let launch = read(
            "app.wardbook.desktop://launch?iss=https%3A%2F%2Fehr.example.org%2Ffhir%2FR4&launch=xyz123",
        )
        .unwrap();
        assert_eq!(launch.launch.expose(), "xyz123");
        assert!(launch.is_from("https://ehr.example.org/fhir/R4/"));
        assert!(!launch.is_from("https://ehr.example.org/fhir/R4/other"));
        assert!(!launch.is_from("https://ehr.example.org.evil.example/fhir/R4"));
        assert!(!format!("{launch:?}").contains("xyz123"));
        for wrong in [
            "app.wardbook.desktop://launch?launch=a",
            "app.wardbook.desktop://launch?iss=https://e.org/r4",
            "app.wardbook.desktop://launch?iss=https://e.org/r4&launch=",
            "app.wardbook.desktop://launch?iss=http://e.org/r4&launch=a",
            "app.wardbook.desktop://launch?iss=file:///etc&launch=a",
            "app.wardbook.desktop://launch?iss=https://e.org/r4&iss=https://f.org/r4&launch=a",
        ] {
            assert!(read(wrong).is_none(), "{wrong}");
        }
    }

    #[tokio::test]
    async fn an_ehr_starts_us_at_the_port_and_the_browser_says_where_to_look() {
        // Sets up what a client needs for encryption, though there is none here.
        crate::Http::new("wardbook-test").unwrap();
        let (to, mut launches) = mpsc::channel(1);
        let listener = LaunchListener::open(None, to).await.unwrap();
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .build()
            .unwrap();
        let get = |query: &str| client.get(format!("{}{query}", listener.address())).send();
        let page = get("?iss=https%3A%2F%2Fehr.example.org%2Fr4&launch=xyz")
            .await
            .unwrap();
        assert_eq!(page.status(), 200);
        let text = page.text().await.unwrap();
        assert!(text.contains("Wardbook") && !text.contains("xyz"), "{text}");
        assert_eq!(launches.recv().await.unwrap().launch.expose(), "xyz");
        let page = get("?iss=nonsense&launch=xyz").await.unwrap();
        assert_eq!(page.status(), 400);
        assert!(launches.try_recv().is_err());
    }
}
