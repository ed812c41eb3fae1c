//! The answers of services in JSON: records of one shape, wrapped in what the service says of its answer.

use super::{Kind, Value, first_object, not_a_record, read_values};
use crate::read::draft::Draft;
use crate::read::keys::give_keys;
use crate::read::{Origin, Reading};

/// A service's JSON.
pub struct Service {
    /// The reader's name.
    pub name: &'static str,
    /// Where the records of an answer stand, as paths of members (`message/items`); an object that is itself a record
    /// needs none.
    pub paths: &'static [&'static str],
    /// Whether an object is such a record.
    pub is_record: fn(Value<'_>) -> bool,
    /// What is no such record is said to be this.
    pub otherwise: &'static str,
    /// Puts the members of a record where they belong.
    pub take: fn(Value<'_>, &mut Draft),
}

impl Service {
    /// Whether a text begins like an answer of the service, or like a record of it.
    pub fn sniff(&self, head: &str) -> bool {
        let Some(tree) = first_object(head) else { return false };
        let root = Value::new(head, &tree);
        self.records(root).is_some_and(|records| records.first().is_some_and(|record| (self.is_record)(*record)))
            || (self.is_record)(root)
    }

    /// Reads every record. Spans count bytes of `text`.
    pub fn read(&self, text: &str, origin: &Origin<'_>) -> Reading {
        let mut reading = read_values(text, |root, reading| {
            for value in self.records(root).unwrap_or_else(|| vec![root]) {
                if value.kind() != Some(Kind::Object) || !(self.is_record)(value) {
                    reading.problems.push(not_a_record(value, self.otherwise));
                    continue;
                }
                let mut draft = Draft::new(self.name, value.span(), origin.depth);
                (self.take)(value, &mut draft);
                reading.records.push(draft.record);
            }
        });
        give_keys(&mut reading.records, origin, |_| {});
        reading
    }

    /// The values at the first of the paths that leads somewhere.
    fn records<'a>(&self, root: Value<'a>) -> Option<Vec<Value<'a>>> {
        let at = |path: &&str| {
            let value = path.split('/').try_fold(root, |value, name| value.get(name))?;
            matches!(value.kind(), Some(Kind::Object | Kind::Array)).then(|| value.each())
        };
        self.paths.iter().find_map(at)
    }
}
