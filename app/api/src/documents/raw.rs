//! Bodies and parameters that the generator has no types for.
//!
//! A submitted edit reaches the domain as raw JSON, because before the merge any value may be a placeholder. Its schema
//! is the domain's; here it has only a name, which the repair step fills in.

use poem::{Request, RequestBody};
use poem_openapi::payload::{ParsePayload, Payload};
use poem_openapi::registry::{MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::types::{ParseError, ParseFromJSON, ParseFromParameter, ParseResult, ToJSON, Type};
use poem_openapi::{error::ParseRequestPayloadError, impl_apirequest_for_payload};
use serde_json::Value;
use std::borrow::Cow;
use std::marker::PhantomData;

/// Description of a schema that the repair step replaces with the domain's of the same name.
pub(super) const PLACEHOLDER: &str = "replaced by the domain's schema of this name";

/// Names a schema that the domain publishes.
pub(crate) trait RawSchema: Send + Sync + 'static {
    /// Its name.
    const NAME: &'static str;
}

/// The Edit.
#[derive(Debug)]
pub(crate) struct EditDocument;

impl RawSchema for EditDocument {
    const NAME: &'static str = "Edit";
}

/// JSON that passes through as it is, under the domain's schema `S`.
#[derive(Debug)]
pub(crate) struct Raw<S>(pub Value, PhantomData<S>);

impl<S> Raw<S> {
    /// That JSON.
    pub fn new(value: Value) -> Self {
        Self(value, PhantomData)
    }
}

impl<S: RawSchema> Type for Raw<S> {
    const IS_REQUIRED: bool = true;
    type RawValueType = Value;
    type RawElementValueType = Value;

    fn name() -> Cow<'static, str> {
        S::NAME.into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Reference(S::NAME.to_owned())
    }

    fn register(registry: &mut Registry) {
        let placeholder = MetaSchema { description: Some(PLACEHOLDER), ..MetaSchema::new("object") };
        registry.create_schema::<Self, _>(S::NAME.to_owned(), |_| placeholder);
    }

    fn as_raw_value(&self) -> Option<&Value> {
        Some(&self.0)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a Value> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

impl<S: RawSchema> ParseFromJSON for Raw<S> {
    fn parse_from_json(value: Option<Value>) -> ParseResult<Self> {
        Ok(Self::new(value.unwrap_or_default()))
    }
}

impl<S: RawSchema> ToJSON for Raw<S> {
    fn to_json(&self) -> Option<Value> {
        Some(self.0.clone())
    }
}

/// A JSON body of the domain's schema `S`, with the exact bytes that came: those are what is sealed and digested.
pub(crate) struct JsonBody<S> {
    /// As it came.
    pub bytes: Vec<u8>,
    /// As it reads.
    pub value: Value,
    schema: PhantomData<S>,
}

impl<S: RawSchema> Payload for JsonBody<S> {
    const CONTENT_TYPE: &'static str = "application/json";

    fn check_content_type(content_type: &str) -> bool {
        poem_openapi::payload::Json::<Value>::check_content_type(content_type)
    }

    fn schema_ref() -> MetaSchemaRef {
        Raw::<S>::schema_ref()
    }

    fn register(registry: &mut Registry) {
        Raw::<S>::register(registry);
    }
}

impl<S: RawSchema> ParsePayload for JsonBody<S> {
    const IS_REQUIRED: bool = true;

    async fn from_request(_: &Request, body: &mut RequestBody) -> poem::Result<Self> {
        let bytes = body.take()?.into_vec().await?;
        let read = serde_json::from_slice(&bytes);
        let value = read.map_err(|e| ParseRequestPayloadError { reason: format!("the body is no JSON: {e}") })?;
        Ok(Self { bytes, value, schema: PhantomData })
    }
}

impl_apirequest_for_payload!(JsonBody<S>, S: RawSchema);

/// A boolean in a query: `true` or `false` in whatever case, as some clients send `True`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag(pub bool);

impl Type for Flag {
    const IS_REQUIRED: bool = true;
    type RawValueType = bool;
    type RawElementValueType = bool;

    fn name() -> Cow<'static, str> {
        "boolean".into()
    }

    fn schema_ref() -> MetaSchemaRef {
        MetaSchemaRef::Inline(Box::new(MetaSchema::new("boolean")))
    }

    fn as_raw_value(&self) -> Option<&bool> {
        Some(&self.0)
    }

    fn raw_element_iter<'a>(&'a self) -> Box<dyn Iterator<Item = &'a bool> + 'a> {
        Box::new(self.as_raw_value().into_iter())
    }
}

impl ParseFromParameter for Flag {
    fn parse_from_parameter(value: &str) -> ParseResult<Self> {
        match value.to_ascii_lowercase().as_str() {
            "true" => Ok(Self(true)),
            "false" => Ok(Self(false)),
            _ => Err(ParseError::custom("expected true or false")),
        }
    }
}
