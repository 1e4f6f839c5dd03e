//! What a tool is asked with: checked against what it takes, so that a model is told what is wrong and what is right.

use serde_json::{Map, Value, json};

/// Something that a tool takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameter {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    pub(super) kind: Kind,
    pub(super) is_required: bool,
}

/// What it may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// Any text.
    Text,
    /// A whole number between two, both included, and what it is where nothing is said.
    Number(u64, u64, u64),
    /// One of these; where nothing is said, the first.
    OneOf(&'static [&'static str]),
}

impl Kind {
    /// Its JSON Schema.
    fn schema(self) -> Map<String, Value> {
        let schema = match self {
            Self::Text => json!({ "type": "string" }),
            Self::Number(least, most, usual) => {
                json!({ "type": "integer", "minimum": least, "maximum": most, "default": usual })
            }
            Self::OneOf(names) => {
                json!({ "type": "string", "enum": names, "default": names.first() })
            }
        };
        match schema {
            Value::Object(schema) => schema,
            _ => Map::new(),
        }
    }
}

/// The JSON Schema of what a tool takes.
pub(super) fn schema(parameters: &[Parameter]) -> Map<String, Value> {
    let mut properties = Map::new();
    for parameter in parameters {
        let mut schema = parameter.kind.schema();
        schema.insert("description".to_owned(), parameter.about.into());
        properties.insert(parameter.name.to_owned(), schema.into());
    }
    let required = parameters.iter().filter(|parameter| parameter.is_required);
    let required: Vec<&str> = required.map(|parameter| parameter.name).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("properties".to_owned(), properties.into());
    schema.insert("required".to_owned(), required.into());
    schema.insert("additionalProperties".to_owned(), false.into());
    schema
}

/// What a tool is asked with, as it may be.
#[derive(Debug)]
pub(super) struct Arguments(Map<String, Value>);

impl Arguments {
    /// Checks what is given.
    ///
    /// # Errors
    /// What is wrong, for a model to read.
    pub(super) fn read(
        parameters: &[Parameter],
        given: Option<Map<String, Value>>,
    ) -> Result<Self, String> {
        let mut read = Map::new();
        for (name, value) in given.unwrap_or_default() {
            if value.is_null() {
                continue;
            }
            let Some(parameter) = parameters.iter().find(|known| known.name == name) else {
                let known: Vec<&str> = parameters.iter().map(|known| known.name).collect();
                let known = known.join("`, `");
                return Err(if known.is_empty() {
                    format!("there is no argument `{name}`: this tool takes none")
                } else {
                    format!("there is no argument `{name}`; there are `{known}`")
                });
            };
            read.insert(name, checked(parameter, &value)?);
        }
        for parameter in parameters {
            if parameter.is_required && !read.contains_key(parameter.name) {
                let Parameter { name, about, .. } = parameter;
                return Err(format!("the argument `{name}` is missing: {about}"));
            }
        }
        for parameter in parameters {
            let usual: Option<Value> = match parameter.kind {
                Kind::Text => None,
                Kind::Number(_, _, usual) => Some(usual.into()),
                Kind::OneOf(names) => names.first().map(|name| (*name).into()),
            };
            if let Some(usual) = usual {
                read.entry(parameter.name).or_insert(usual);
            }
        }
        Ok(Self(read))
    }

    /// A text that must be there, or is empty.
    pub(super) fn text(&self, name: &str) -> &str {
        self.given(name).unwrap_or_default()
    }

    /// A text, where it was given and says something.
    pub(super) fn given(&self, name: &str) -> Option<&str> {
        let text = self.0.get(name).and_then(Value::as_str);
        text.filter(|text| !text.trim().is_empty())
    }

    /// A number.
    pub(super) fn number(&self, name: &str) -> usize {
        let number = self.0.get(name).and_then(Value::as_u64);
        number
            .and_then(|number| usize::try_from(number).ok())
            .unwrap_or_default()
    }
}

fn checked(parameter: &Parameter, value: &Value) -> Result<Value, String> {
    let name = parameter.name;
    match (parameter.kind, value) {
        (Kind::Text, Value::String(_)) => Ok(value.clone()),
        (Kind::Text, _) => Err(format!("`{name}` is a text: {}", parameter.about)),
        (Kind::Number(least, most, _), _) => number(value)
            .filter(|number| (least..=most).contains(number))
            .map(Value::from)
            .ok_or_else(|| format!("`{name}` is a whole number from {least} to {most}")),
        (Kind::OneOf(names), _) => {
            let known = names.iter().find(|known| value == **known);
            known
                .map(|known| Value::from(*known))
                .ok_or_else(|| format!("`{name}` is one of `{}`", names.join("`, `")))
        }
    }
}

/// A whole number; some clients write it as a text or with a decimal point.
fn number(value: &Value) -> Option<u64> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        Value::Number(number) => number.as_u64().or_else(|| {
            let written = number.to_string();
            written.strip_suffix(".0")?.parse().ok()
        }),
        _ => None,
    }
}
