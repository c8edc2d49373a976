//! Being told of changes: R4 Subscriptions with a WebSocket for a channel. A ping says that something
//! matched and nothing more; what changed has to be asked for.
//!
//! Listens at this server only, because the token goes with it.

use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use reqwest::Method;
use serde_json::json;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};
use url::Url;

use super::Client;
use super::error::{FetchError, NetworkKind};
use super::exchange::{Ask, FHIR_JSON};
use super::options::RequestKind;

/// A ping is a few bytes; more is none.
const LONGEST_MESSAGE: usize = 64 * 1024;
/// After so long without a word the server is asked whether it is there.
const QUIET: Duration = Duration::from_secs(60);

/// A server that is listened to.
pub struct Listening {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl std::fmt::Debug for Listening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Listening")
    }
}

impl Client {
    /// Asks to be told of what matches a search, until then; gives the Subscription's id.
    pub async fn subscribe(&self, criteria: &str, until: &str) -> Result<String, FetchError> {
        let subscription = json!({
            "resourceType": "Subscription",
            "status": "requested",
            "reason": "Wardbook keeps a chart on a workstation up to date.",
            "criteria": criteria,
            "end": until,
            "channel": {"type": "websocket"},
        });
        let url = self.base.path(&["Subscription"])?;
        let body = Some(subscription.to_string());
        let made = self.about(Method::POST, &url, body).await?;
        let named = made.location.as_deref().and_then(id_in);
        let said = || {
            let body: serde_json::Value = serde_json::from_slice(&made.body).ok()?;
            Some(body.get("id")?.as_str()?.to_owned())
        };
        named.or_else(said).ok_or(FetchError::Unexpected {
            status: made.status,
        })
    }

    /// No longer wants to be told.
    pub async fn unsubscribe(&self, id: &str) -> Result<(), FetchError> {
        let url = self.base.path(&["Subscription", id])?;
        match self.about(Method::DELETE, &url, None).await {
            Ok(_) | Err(FetchError::NotFound { .. } | FetchError::Gone) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn about(
        &self,
        method: Method,
        url: &Url,
        body: Option<String>,
    ) -> Result<super::Fetched, FetchError> {
        self.ask(&Ask {
            method,
            kind: RequestKind::Subscription,
            url,
            accept: FHIR_JSON,
            limit: self.options.body_limit,
            unless: None,
            condition: None,
            body,
        })
        .await
    }

    /// Listens at the address from the CapabilityStatement for pings of these Subscriptions.
    pub async fn listen(
        &self,
        address: &str,
        subscriptions: impl IntoIterator<Item = &str>,
    ) -> Result<Listening, FetchError> {
        let url = self.listens_at(address)?;
        let mut request = url
            .as_str()
            .into_client_request()
            .map_err(|_| FetchError::Address)?;
        let token = self.tokens.token().await?;
        let bearer = token.map(|token| {
            (
                "authorization".to_owned(),
                format!("Bearer {}", token.secret()),
            )
        });
        for (name, value) in self.options.extra_headers.iter().cloned().chain(bearer) {
            let name: HeaderName = name.parse().map_err(|_| FetchError::Address)?;
            let mut value: HeaderValue = value.parse().map_err(|_| FetchError::Address)?;
            value.set_sensitive(true);
            request.headers_mut().insert(name, value);
        }
        let config = WebSocketConfig::default()
            .max_message_size(Some(LONGEST_MESSAGE))
            .max_frame_size(Some(LONGEST_MESSAGE));
        let connecting = connect_async_with_config(request, Some(config), false);
        let connected = tokio::time::timeout(self.options.connect_timeout, connecting).await;
        let (socket, _) = connected
            .map_err(|_| timeout())?
            .map_err(|error| refused(&error))?;
        let mut listening = Listening { socket };
        for id in subscriptions {
            listening.say(Message::text(format!("bind {id}"))).await?;
        }
        Ok(listening)
    }

    /// The address as a web socket's, where it is this server's.
    fn listens_at(&self, address: &str) -> Result<Url, FetchError> {
        let as_http = match address.split_once("://") {
            Some(("ws" | "http", rest)) => format!("http://{rest}"),
            Some(("wss" | "https", rest)) => format!("https://{rest}"),
            _ => return Err(FetchError::Address),
        };
        let own = self.base.own(&as_http)?;
        let as_socket = own.as_str().replacen("http", "ws", 1);
        Url::parse(&as_socket).map_err(|_| FetchError::Address)
    }
}

impl Listening {
    /// The id of the next Subscription that something matched.
    pub async fn next(&mut self) -> Result<String, FetchError> {
        let mut quiet = false;
        loop {
            let heard = match tokio::time::timeout(QUIET, self.socket.next()).await {
                Ok(heard) => heard,
                Err(_) if quiet => return Err(timeout()),
                Err(_) => {
                    quiet = true;
                    self.say(Message::Ping(Vec::new().into())).await?;
                    continue;
                }
            };
            quiet = false;
            match heard {
                Some(Ok(Message::Text(text))) => {
                    // What is bound, and what is not, needs no answer.
                    if let Some(id) = text.trim().strip_prefix("ping ") {
                        return Ok(id.to_owned());
                    }
                }
                Some(Ok(Message::Close(_))) | None => return Err(reset()),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(refused(&error)),
            }
        }
    }

    async fn say(&mut self, message: Message) -> Result<(), FetchError> {
        let said = self.socket.send(message).await;
        said.map_err(|error| refused(&error))
    }
}

/// The id in `…/Subscription/7/_history/1`.
fn id_in(location: &str) -> Option<String> {
    let mut parts = location
        .split(['/', '?'])
        .skip_while(|part| *part != "Subscription");
    let id = parts.nth(1)?;
    (!id.is_empty()).then(|| id.to_owned())
}

fn reset() -> FetchError {
    FetchError::Network {
        kind: NetworkKind::Reset,
    }
}

fn timeout() -> FetchError {
    FetchError::Network {
        kind: NetworkKind::Timeout,
    }
}

fn refused(error: &tungstenite::Error) -> FetchError {
    match error {
        tungstenite::Error::Http(answer) => match answer.status().as_u16() {
            401 => FetchError::Unauthorized { outcome: None },
            404 => FetchError::NotFound { outcome: None },
            status => FetchError::Refused {
                status,
                outcome: None,
            },
        },
        tungstenite::Error::Tls(_) => FetchError::Network {
            kind: NetworkKind::Tls,
        },
        tungstenite::Error::Io(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            FetchError::Network {
                kind: NetworkKind::Connect,
            }
        }
        _ => reset(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_what_was_made_is_in_its_address() {
        let made = |text: &str| id_in(text);
        assert_eq!(
            made("http://e/fhir/Subscription/7/_history/1").as_deref(),
            Some("7")
        );
        assert_eq!(made("Subscription/a-b").as_deref(), Some("a-b"));
        assert_eq!(made("http://e/fhir/Subscription/"), None);
        assert_eq!(made("http://e/fhir/Patient/7"), None);
    }
}
