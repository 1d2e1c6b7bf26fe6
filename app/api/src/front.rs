//! The way of every request: whose API it speaks, who sends it, how often, how large; then its handler; then one answer
//! in the dialect's words, with the request's id on it.

use crate::auth::{Caller, Credential, authenticate, authenticate_for};
use crate::dialect::{Family, choose, with_path};
use crate::documents::Documents;
use crate::errors::{Code, Problem, from_poem, unauthorized};
use crate::middleware::{Answered, Decision, Methods, REQUEST_ID, RequestId, bound, record};
use crate::workspace::{self, refuse_edits};
use crate::{Rates, Services, documents, files, operations, rushes, shotstack};
use domain::Environment;
use futures::FutureExt;
use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderValue, Method, StatusCode};
use poem::{Endpoint, EndpointExt, IntoEndpoint, Request, Response, Route, get};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;
use tracing::Instrument;

const LOGIN: &str = "/rushes/v1/auth/login";
const ANONYMOUS_BODY_BYTES: usize = 64 * 1024;

/// Every route of the server.
pub struct Front {
    services: Arc<Services>,
    shotstack: BoxEndpoint<'static>,
    rushes: BoxEndpoint<'static>,
    open: BoxEndpoint<'static>,
    methods: Methods,
}

impl Front {
    /// The routes over these services, with these documents.
    pub(crate) fn new(services: Arc<Services>, documents: &Documents) -> Self {
        let open = documents::routes(Route::new(), documents);
        let open = files::routes(operations::routes(open)).at(workspace::CALLBACK, get(workspace::callback));
        let boxed = |endpoint: BoxEndpoint<'static>| endpoint.data(services.clone()).map_to_response().boxed();
        Self {
            shotstack: boxed(shotstack::service().into_endpoint().map_to_response().boxed()),
            rushes: boxed(rushes::service().into_endpoint().map_to_response().boxed()),
            open: boxed(open.into_endpoint().map_to_response().boxed()),
            methods: Methods::of(&[&documents.shotstack, &documents.rushes]),
            services,
        }
    }

    async fn answer(
        &self,
        family: Family,
        mut request: Request,
        rate: &mut Option<Decision>,
    ) -> Result<Response, Problem> {
        let credential = Credential::of(request.headers());
        let path = request.uri().path().to_owned();
        let environment = environment_of(&path);
        let caller = match family {
            Family::Open => None,
            Family::Edit | Family::Serve => {
                let environment = environment.ok_or_else(|| Problem::not_found("path"))?;
                Some(authenticate_for(&self.services, &credential, environment).await?)
            }
            Family::Workspace => Some(authenticate(&self.services, &credential).await?.ok_or_else(unauthorized)?),
            Family::Rushes => authenticate(&self.services, &credential).await?,
        };
        *rate = self.count(family, &path, environment, caller.as_ref(), &request).await;
        if let Some(over) = rate.filter(|decision| !decision.allowed) {
            let detail = format!("more than {} requests in a minute", over.limit);
            return Err(Problem::new(Code::RateLimited, detail).retry_after(over.reset_seconds));
        }
        if family != Family::Open {
            let most = self.services.settings.body_bytes;
            // Whoever has shown no credential may sign in, and needs no more for that.
            bound(&mut request, if caller.is_some() { most } else { most.min(ANONYMOUS_BODY_BYTES) }).await?;
        }
        if family == Family::Workspace {
            refuse_edits(&mut request).await?;
        }
        if let Some(caller) = caller {
            request.extensions_mut().insert(caller);
        }
        let endpoint = match family {
            Family::Edit | Family::Serve => &self.shotstack,
            Family::Workspace | Family::Rushes => &self.rushes,
            Family::Open => &self.open,
        };
        let answered = AssertUnwindSafe(endpoint.call(request)).catch_unwind().await;
        let answered = answered.map_err(|_| Problem::internal("a handler panicked"))?;
        answered.map_err(|error| {
            let mut problem = from_poem(&error);
            if problem.code == Code::MethodNotAllowed {
                problem.allow = self.methods.of_path(&path);
            }
            problem
        })
    }

    async fn count(
        &self,
        family: Family,
        path: &str,
        environment: Option<Environment>,
        caller: Option<&Caller>,
        request: &Request,
    ) -> Option<Decision> {
        let rates = self.services.settings.rates?;
        let (who, limit) = match caller {
            Some(caller) => (caller.name(), limit(&rates, family, environment)),
            None if path == LOGIN => (origin(request), rates.login),
            None => return None,
        };
        let window = format!("{} {} {who}", family.as_str(), environment.map_or("", Environment::as_str));
        Some(self.services.rates.count(&window, limit, self.services.now()).await)
    }
}

impl Endpoint for Front {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let began = Instant::now();
        let id = RequestId::of(request.headers(), self.services.id());
        let (family, rewritten) = choose(request.uri().path(), &Credential::of(request.headers()));
        if let Some(path) = rewritten {
            *request.uri_mut() = with_path(request.uri(), &path);
        }
        let method = request.method().clone();
        let route = self.methods.template(request.uri().path()).unwrap_or("-").to_owned();
        request.extensions_mut().insert(id.clone());
        let mut rate = None;
        let span = tracing::info_span!("request", request_id = id.as_str());
        let answer = self.answer(family, request, &mut rate).instrument(span).await;
        let mut response = answer.unwrap_or_else(|problem| problem.respond(family, id.as_str()));
        if method == Method::HEAD && response.status() != StatusCode::OK {
            response.take_body();
        }
        add_headers(&mut response, &id, rate);
        let (status, took) = (response.status().as_u16(), began.elapsed());
        record(&Answered { id: &id, family, method: &method, route: &route, status, took });
        Ok(response)
    }
}

fn add_headers(response: &mut Response, id: &RequestId, rate: Option<Decision>) {
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(REQUEST_ID, value);
    }
    if let Some(rate) = rate {
        headers.insert("ratelimit-limit", rate.limit.into());
        headers.insert("ratelimit-remaining", rate.remaining.into());
        headers.insert("ratelimit-reset", rate.reset_seconds.into());
    }
}

/// The second segment of Shotstack's paths.
fn environment_of(path: &str) -> Option<Environment> {
    path.split('/').nth(2).and_then(|segment| segment.parse().ok())
}

fn limit(rates: &Rates, family: Family, environment: Option<Environment>) -> u32 {
    match (family, environment) {
        (Family::Edit, Some(Environment::Stage)) => rates.edit_stage,
        (Family::Edit, _) => rates.edit_v1,
        (Family::Serve, Some(Environment::Stage)) => rates.serve_stage,
        (Family::Serve, _) => rates.serve_v1,
        (Family::Workspace, _) => rates.workspace,
        (Family::Rushes | Family::Open, _) => rates.rushes,
    }
}

/// The address a request came from, without its port. Forwarding headers are not believed: anybody can write them.
fn origin(request: &Request) -> String {
    request.remote_addr().as_socket_addr().map_or_else(|| "unknown".to_owned(), |address| address.ip().to_string())
}
