//! Groups of articles in JSON and tables: what a query finds of each.

use crate::api::{Count, Group, GroupCount};

/// What a query finds of the articles of a group.
#[derive(serde::Serialize)]
pub(super) struct GroupCountForm {
    #[serde(flatten)]
    count: Count,
    all: u64,
    share: Option<f64>,
}

impl GroupCountForm {
    pub(super) fn of(count: &GroupCount) -> Self {
        Self {
            count: count.count,
            all: count.all,
            share: count.share(),
        }
    }
}

/// A group: its value, or its days; and the query that finds what was counted in it.
#[derive(serde::Serialize)]
pub(super) struct GroupForm<'a> {
    value: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_day: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partial: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    thin: Option<bool>,
}

impl<'a> GroupForm<'a> {
    pub(super) fn of(group: &'a Group) -> Self {
        Self {
            value: &group.label,
            first_day: group.step.map(|step| step.first_day.to_string()),
            last_day: group.step.map(|step| step.last_day.to_string()),
            partial: group.step.map(|step| step.is_partial),
            thin: group.step.map(|step| step.is_thin),
        }
    }
}

/// A number of what is found of a group, by the name of its column.
pub(super) fn number(count: &GroupCount, name: &str) -> Option<String> {
    Some(match name {
        "all" => count.all.to_string(),
        "share" => count
            .share()
            .map(|share| share.to_string())
            .unwrap_or_default(),
        name => return super::count::number(count.count, name),
    })
}
