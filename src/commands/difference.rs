//! What changed, for the journal.

use serde_json::{Map, Value, json};

/// The fields that differ between two views of one thing: what each was and what it is. The order of `after`.
pub(super) fn between(before: &Value, after: &Value) -> Value {
    let (Value::Object(before), Value::Object(after)) = (before, after) else {
        return json!({ "from": before, "to": after });
    };
    let changed = after
        .iter()
        .filter(|(key, value)| before.get(*key) != Some(value));
    let told = changed.map(|(key, value)| {
        let from = before.get(key).cloned().unwrap_or(Value::Null);
        (key.clone(), json!({ "from": from, "to": value }))
    });
    Value::Object(told.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let before = json!({ "a": 1, "b": null, "c": "x" });
        let after = json!({ "a": 1, "b": 2, "c": "y" });
        let told = json!({ "b": { "from": null, "to": 2 }, "c": { "from": "x", "to": "y" } });
        assert_eq!(between(&before, &after), told);
        assert_eq!(between(&after, &after), json!({}));
    }
}
