//! Many clients over HTTP. Each request stands alone, whatever the revision: nothing is kept of a client.

use std::sync::Arc;

use rmcp::transport::streamable_http_server::session::never::NeverSessionManager;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};

use super::handler::ArchiveTools;
use super::links::Links;
use crate::serve::site::Site;

/// What answers at `/mcp`.
pub(crate) type McpService = StreamableHttpService<ArchiveTools, NeverSessionManager>;

/// The tools over HTTP. Who may ask is decided before, for everything that is served.
pub(crate) fn service(site: &Arc<Site>) -> McpService {
    let followed = Arc::clone(&site.followed);
    let current = Arc::new(move || followed.archive());
    let tools = ArchiveTools::new(current, Arc::clone(&site.gate), Links::default());
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .disable_allowed_hosts()
        .disable_allowed_origins();
    StreamableHttpService::new(move || Ok(tools.clone()), Arc::default(), config)
}
