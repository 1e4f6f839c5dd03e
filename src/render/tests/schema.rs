//! The schemas of `docs/schema/`, and whether JSON is as they say.

use serde_json::Value;

/// The schema of that name.
pub(in crate::render) fn schema(name: &str) -> jsonschema::Validator {
    let path = format!(
        "{}/docs/schema/{name}.schema.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    jsonschema::meta::validate(&schema).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

/// Says what is wrong with a JSON text.
pub(in crate::render) fn assert_valid(validator: &jsonschema::Validator, json: &str) {
    let value: Value = serde_json::from_str(json).unwrap();
    let errors: Vec<_> = validator
        .iter_errors(&value)
        .map(|it| format!("{it} at {}", it.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
