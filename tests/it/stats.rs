//! What an index says it holds.

use std::fs;
use std::path::Path;

use crate::archive::Archive;

#[test]
fn json_is_as_its_schema_says() {
    let archive = Archive::of_samples();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/stats.schema.json");
    let schema = fs::read_to_string(path).expect("the schema");
    let schema = serde_json::from_str(&schema).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    archive.line("stats --output stats.json");
    let stats = fs::read_to_string(archive.path("stats.json")).expect("a file");
    let stats = serde_json::from_str(&stats).expect("JSON");
    let errors: Vec<String> = schema
        .iter_errors(&stats)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(stats["articles"], 77);
}
