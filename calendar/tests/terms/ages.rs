//! Ages and the desks they lead to.

use calendar::ages::{AgeRange, DeskSwitch};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_norway::Value;

use super::{Checked, example, same};
use crate::read;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Born {
    birth: Option<NaiveDate>,
    on: NaiveDate,
    ok: Option<bool>,
    expect: Option<String>,
}

pub fn age(structured: &Value, value: &Value) -> Checked {
    let born: Born = example(value);
    if structured.get("switch_age").is_some() {
        let switch: DeskSwitch = read(structured);
        let desk = switch.desk_for(born.birth, born.on);
        same(desk.map(|_| true), born.ok)?;
        return same(desk, born.expect.as_deref());
    }
    let range: AgeRange = read(structured);
    same(range.judge(born.birth, born.on).known(), born.ok)
}
