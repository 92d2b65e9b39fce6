//! GraphQL requests that bring files (GraphQL multipart request specification). Only for those who may import: nobody else's files are
//! even read. As they need a token in a header, no page of another site can send one.

use crate::auth::{Needs, Viewer};
use crate::error::{Error, Result};
use crate::graphql::limits::{MAX_FILES, MAX_UPLOAD};
use actix_web::web;
use async_graphql::Request;
use async_graphql::http::{MultipartOptions, receive_body};
use futures_util::StreamExt;
use futures_util::io::AllowStdIo;
use std::io::{BufReader, Seek, Write};

/// The request in a multipart body.
pub async fn read(content_type: &str, mut body: web::Payload, viewer: &Viewer) -> Result<Request> {
    Needs::Import.check(viewer)?;
    // It waits on the disk until it is complete, and goes with its last handle.
    let mut file = tempfile::tempfile().map_err(Error::internal)?;
    let mut length = 0;
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_| Error::bad_input("body", "could not be read"))?;
        length += piece.len();
        if length > MAX_UPLOAD {
            return Err(Error::LimitExceeded { limit: "the size of an upload in bytes", allowed: MAX_UPLOAD, asked: length });
        }
        file.write_all(&piece).map_err(Error::internal)?;
    }
    file.rewind().map_err(Error::internal)?;
    let options = MultipartOptions::default().max_file_size(MAX_UPLOAD).max_num_files(MAX_FILES);
    let body = AllowStdIo::new(BufReader::new(file));
    receive_body(Some(content_type), body, options)
        .await
        .map_err(|error| Error::bad_input("body", format!("is no multipart request of GraphQL: {error}")))
}
