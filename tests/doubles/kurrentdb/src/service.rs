//! The services as the protocol names them.

use crate::append::{Pending, append};
use crate::protocol::Empty;
use crate::protocol::server_features::server_features_server::ServerFeatures;
use crate::protocol::server_features::{SupportedMethod, SupportedMethods};
use crate::protocol::streams::streams_server::Streams;
use crate::protocol::streams::{
    AppendReq, AppendResp, BatchAppendReq, BatchAppendResp, DeleteReq, DeleteResp, ReadReq, TombstoneReq, TombstoneResp,
};
use crate::read::{Answers, read};
use crate::store::Store;
use futures::stream::{BoxStream, StreamExt};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tonic::{Request, Response, Status, Streaming};

/// What a client is told to talk to.
const VERSION: &str = "24.10.0";

/// Everything that the double answers.
#[derive(Clone)]
pub(crate) struct Service {
    pub store: Arc<Store>,
    /// How many of the next appends are carried out without their clients being told.
    pub unanswered: Arc<AtomicU32>,
}

#[tonic::async_trait]
impl Streams for Service {
    type ReadStream = Answers;
    type BatchAppendStream = BoxStream<'static, Result<BatchAppendResp, Status>>;

    async fn read(&self, request: Request<ReadReq>) -> Result<Response<Answers>, Status> {
        let options = request.into_inner().options.ok_or_else(|| Status::invalid_argument("expected options"))?;
        read(self.store.clone(), options).map(Response::new)
    }

    async fn append(&self, request: Request<Streaming<AppendReq>>) -> Result<Response<AppendResp>, Status> {
        let answer = append(&self.store, request.into_inner()).await?;
        let left = |left: u32| left.checked_sub(1);
        if self.unanswered.fetch_update(Ordering::SeqCst, Ordering::SeqCst, left).is_ok() {
            return Err(Status::unavailable("the answer was lost"));
        }
        Ok(Response::new(answer))
    }

    async fn batch_append(
        &self,
        request: Request<Streaming<BatchAppendReq>>,
    ) -> Result<Response<Self::BatchAppendStream>, Status> {
        let (store, mut pending) = (self.store.clone(), Pending::default());
        let answers = request.into_inner().filter_map(move |part| {
            let answer = part.map(|part| pending.take(&store, part)).transpose();
            async move { answer }
        });
        Ok(Response::new(answers.boxed()))
    }

    async fn delete(&self, _: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        Err(Status::unimplemented("this double deletes nothing"))
    }

    async fn tombstone(&self, _: Request<TombstoneReq>) -> Result<Response<TombstoneResp>, Status> {
        Err(Status::unimplemented("this double deletes nothing"))
    }
}

#[tonic::async_trait]
impl ServerFeatures for Service {
    async fn get_supported_methods(&self, _: Request<Empty>) -> Result<Response<SupportedMethods>, Status> {
        let of_streams: [(&str, &[&str]); 3] =
            [("append", &[]), ("batchappend", &["deadline_duration"]), ("read", &["position", "events"])];
        let methods = of_streams.into_iter().map(|(method, features)| SupportedMethod {
            method_name: method.to_owned(),
            service_name: "event_store.client.streams.streams".to_owned(),
            features: features.iter().map(|feature| (*feature).to_owned()).collect(),
        });
        let methods = methods.collect();
        Ok(Response::new(SupportedMethods { methods, event_store_server_version: VERSION.to_owned() }))
    }
}
