//! The protocol: lists tools and resources, and answers those who call and read them.

use std::sync::Arc;

use axum::http::request;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation,
    ListResourceTemplatesResult, ListResourcesResult, ListToolsResult, PaginatedRequestParams,
    ReadResourceRequestParams, ReadResourceResponse, ReadResourceResult, ResourceContents,
    ResourceTemplate, ServerCapabilities, ServerConfig, Tool,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::Value;
use unbury::{Archive, Stop};

use super::arguments::Arguments;
use super::catalogue::{self, INSTRUCTIONS, TOOLS, ToolKind};
use super::fence::{fenced, fenced_text};
use super::fetched;
use super::links::{Links, TEMPLATE, of_resource};
use super::tools::{Answer, Call};
use crate::serve::address::OwnAddress;
use crate::serve::gate::{Gate, NotDone};

/// Gives the archive as of the last commit.
pub(crate) type Current = Arc<dyn Fn() -> Arc<Archive> + Send + Sync>;

/// An archive as tools.
#[derive(Clone)]
pub(crate) struct ArchiveTools {
    current: Current,
    gate: Arc<Gate>,
    links: Links,
}

impl ArchiveTools {
    /// Tools that ask what `current` gives, so many at once as `gate` lets in.
    pub(super) fn new(current: Current, gate: Arc<Gate>, links: Links) -> Self {
        Self {
            current,
            gate,
            links,
        }
    }

    /// Links to the page of the server that is asked over HTTP, under the address by which it is asked.
    fn links(&self, context: &RequestContext<RoleServer>) -> Links {
        let Some(parts) = context.extensions.get::<request::Parts>() else {
            return self.links.clone();
        };
        let own = parts.extensions.get::<OwnAddress>();
        Links::to(own.map(|OwnAddress(address)| address.as_str()))
    }

    async fn call(
        &self,
        tool: &'static ToolKind,
        given: CallToolRequestParams,
        context: &RequestContext<RoleServer>,
    ) -> Answer {
        let arguments = Arguments::read(tool.parameters, given.arguments)?;
        let (archive, links) = ((self.current)(), self.links(context));
        let call = move |stop: &Stop| {
            let archive = Arc::new(archive.until(stop));
            (tool.call)(&Call {
                archive,
                links,
                arguments,
            })
        };
        let done = self.run(call, context).await;
        done.unwrap_or_else(|not_done| Err(not_done.to_owned()))
    }

    /// Does it when there is a place, unless the client takes it back; or says why it is not done.
    async fn run<T, F>(
        &self,
        work: F,
        context: &RequestContext<RoleServer>,
    ) -> Result<T, &'static str>
    where
        F: FnOnce(&Stop) -> T + Send + 'static,
        T: Send + 'static,
    {
        tokio::select! {
            done = self.gate.run(work) => done.map_err(not_done_said),
            () = context.ct.cancelled() => Err("the request was cancelled"),
        }
    }
}

fn not_done_said(not_done: NotDone) -> &'static str {
    match not_done {
        NotDone::Busy => "too many requests are being answered: try again in a second",
        NotDone::TooLong => {
            "this request took too long: ask for less, such as rarer words, fewer patterns or a shorter period"
        }
        NotDone::Panicked => "this request met a fault of the program",
    }
}

/// An answer with its data, and as text for clients that know no data.
fn result(tool: &ToolKind, answer: Answer) -> CallToolResult {
    let (about, data) = match answer {
        Ok(answer) => answer,
        Err(message) => return CallToolResult::error(vec![ContentBlock::text(message)]),
    };
    let text = if tool.is_bare {
        data.to_string()
    } else {
        fenced(&about, &data)
    };
    let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
    result.structured_content = Some(data);
    result
}

impl ServerHandler for ArchiveTools {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .build();
        let program = Implementation::new("unbury", env!("CARGO_PKG_VERSION"))
            .with_title("unbury: an archive of articles");
        ServerConfig::new(capabilities)
            .with_server_info(program)
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = TOOLS.iter().map(ToolKind::described);
        Ok(ListToolsResult::with_all_items(tools.collect()))
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        catalogue::named(name).map(ToolKind::described)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = catalogue::named(&request.name) else {
            let message = format!("there is no tool `{}`", request.name);
            return Err(ErrorData::invalid_params(message, None));
        };
        let answer = self.call(tool, request, &context).await;
        Ok(result(tool, answer).into())
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        // There are too many to list: the tools find them.
        Ok(ListResourcesResult::default())
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        let template = ResourceTemplate::new(TEMPLATE, "article")
            .with_title("An article")
            .with_description("The text of an article by its id, percent-encoded; `#s12` behind it begins at its twelfth sentence.")
            .with_mime_type("text/plain");
        Ok(ListResourceTemplatesResult::with_all_items(vec![template]))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        let address = request.uri;
        let not_found = || {
            let data = serde_json::json!({ "uri": address });
            ErrorData::resource_not_found(format!("there is no `{address}`"), Some(data))
        };
        let (id, sentence) = of_resource(&address).ok_or_else(not_found)?;
        let archive = (self.current)();
        let read = move |stop: &Stop| fetched::part(&archive.until(stop), &id, sentence);
        let internal = |message: String| ErrorData::internal_error(message, None::<Value>);
        let read = self.run(read, &context).await;
        let read = read.map_err(|not_done| internal(not_done.to_owned()))?;
        let read = read.map_err(|error| internal(error.to_string()))?;
        let part = read.ok_or_else(not_found)?;
        let text = fenced_text("An article of the archive.", &part.resource());
        let contents = ResourceContents::text(text, address);
        Ok(ReadResourceResult::new(vec![contents]).into())
    }
}
