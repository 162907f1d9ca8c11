//! Bodies that keep coming: a body that sends nothing for too long is given up, and one of usual size is taken in whole
//! before a request gets a place among those that are worked on, so that a slow sender holds nothing but its connection.

use std::time::Duration;

use axum::body::{Body, BodyDataStream, Bytes, HttpBody as _};
use futures_util::{StreamExt as _, stream};
use tokio::time::{Instant, timeout, timeout_at};

use crate::web::limits::Limits;

/// A body that sent nothing for too long.
#[derive(Debug, thiserror::Error)]
#[error("body came too slowly")]
pub struct TooSlow;

/// Whether reading a body failed because it came too slowly.
#[must_use]
pub fn was_too_slow(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.is::<TooSlow>() {
            return true;
        }
        cause = error.source();
    }
    false
}

/// What was taken in of a body.
#[derive(Debug)]
pub struct TakenIn {
    /// The body as handlers read it.
    pub body: Body,
    /// The same bytes, where all of them have come.
    pub whole: Option<Bytes>,
}

impl TakenIn {
    fn whole(bytes: Bytes) -> Self {
        Self { body: Body::from(bytes.clone()), whole: Some(bytes) }
    }

    fn broken(body: Body) -> Self {
        Self { body, whole: None }
    }
}

/// Takes in the beginning of a body: all of it when it has no more than `most` bytes. What is left of a larger one keeps
/// coming, piece by piece, and fails with [`TooSlow`] where a piece takes too long. A body that breaks off does so for
/// whoever reads it.
///
/// # Errors
/// [`TooSlow`].
pub async fn take_in(body: Body, limits: &Limits, most: usize) -> Result<TakenIn, TooSlow> {
    if body.is_end_stream() {
        return Ok(TakenIn::whole(Bytes::new()));
    }
    let until = Instant::now() + limits.body;
    let mut pieces = body.into_data_stream();
    let mut taken: Vec<u8> = Vec::new();
    while taken.len() <= most {
        let piece = timeout_at(until, timeout(limits.body_idle, pieces.next())).await;
        match piece.map_err(|_| TooSlow)?.map_err(|_| TooSlow)? {
            Some(Ok(bytes)) => taken.extend_from_slice(&bytes),
            Some(Err(error)) => {
                let rest = stream::iter([Ok(Bytes::from(taken)), Err(error)]);
                return Ok(TakenIn::broken(Body::from_stream(rest)));
            }
            None => return Ok(TakenIn::whole(Bytes::from(taken))),
        }
    }
    let first = stream::iter([Ok(Bytes::from(taken))]);
    Ok(TakenIn::broken(Body::from_stream(first.chain(keep_coming(pieces, limits.body_idle)))))
}

fn keep_coming(
    pieces: BodyDataStream,
    idle: Duration,
) -> impl futures_util::Stream<Item = Result<Bytes, axum::Error>> + Send + 'static {
    stream::unfold(Some(pieces), move |pieces| async move {
        let mut pieces = pieces?;
        match timeout(idle, pieces.next()).await {
            Ok(piece) => piece.map(|piece| (piece, Some(pieces))),
            Err(_) => Some((Err(axum::Error::new(TooSlow)), None)),
        }
    })
}
