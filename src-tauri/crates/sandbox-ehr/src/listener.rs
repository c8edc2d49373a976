//! A listener whose connections can all be cut at once, so that "the server is gone" means gone.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::FutureExt;
use futures::future::Shared;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// Done when the cable is cut.
pub(crate) type Cut = Shared<Pin<Box<dyn Future<Output = ()> + Send>>>;

/// A cut that happens when the sender is dropped or used.
pub(crate) fn cut(receiver: oneshot::Receiver<()>) -> Cut {
    let cut: Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(receiver.map(|_| ()));
    cut.shared()
}

/// Listens on loopback and hands out connections that the cut ends.
#[derive(Debug)]
pub(crate) struct CuttableListener {
    pub(crate) inner: TcpListener,
    pub(crate) cut: Cut,
}

impl axum::serve::Listener for CuttableListener {
    type Io = Cuttable;
    type Addr = std::net::SocketAddr;

    async fn accept(&mut self) -> (Cuttable, Self::Addr) {
        let (stream, address) = axum::serve::Listener::accept(&mut self.inner).await;
        // Pages are small writes: do not let them wait for one another.
        let _unavailable = stream.set_nodelay(true);
        (
            Cuttable {
                stream,
                cut: self.cut.clone(),
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.inner.local_addr()
    }
}

/// A connection that fails once the cable is cut.
#[derive(Debug)]
pub(crate) struct Cuttable {
    stream: TcpStream,
    cut: Cut,
}

impl Cuttable {
    fn check(&mut self, cx: &mut Context<'_>) -> io::Result<()> {
        // A finished shared future has nothing left to poll and stays cut.
        if self.cut.peek().is_some() || self.cut.poll_unpin(cx).is_ready() {
            return Err(io::Error::from(io::ErrorKind::ConnectionReset));
        }
        Ok(())
    }
}

impl AsyncRead for Cuttable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.check(cx)?;
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
