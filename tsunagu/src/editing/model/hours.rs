//! Opening hours in a form: a notice in Japanese for each block, and what was understood of it.

use calendar::{
    HoursBlock, Override,
    clock::read_range,
    hours::{MonthDay, PrintedDate, Silence, Times},
    reading,
    words::{Lang, hours_in_words},
};
use serde_json::{Map, Value, json};

use super::{
    field::Choice,
    lists::channels,
    typed::{self, ENTRIES_MOST, Faults, Typed},
};
use crate::{platform::Refusal, vocabulary};

vocabulary! {
    /// What an editor says of days on which a notice is silent.
    pub enum Silent("edit-silent") {
        /// The notice says it, or nobody knows: nothing is added.
        AsWritten => "as_written",
        Open => "open",
        Closed => "closed",
    }
}

vocabulary! {
    /// What a dated exception does to its days.
    pub enum ExceptionMode("edit-exception") {
        Close => "close",
        Replace => "replace",
        Add => "add",
        Cancel => "cancel",
    }
}

/// Characters of one notice.
const NOTICE_LONGEST: usize = 2_000;
/// The usual turn of the year, offered where the notice only names it.
const YEAR_END: (&str, &str) = ("12-29", "01-03");

/// The words under which a block is edited: those of the document, else our own.
pub fn words_of(block: &HoursBlock) -> String {
    block.text_ja.clone().unwrap_or_else(|| hours_in_words(block, Lang::Ja))
}

pub fn block_of(fact: &Value) -> Option<HoursBlock> {
    serde_json::from_value(fact.clone()).ok()
}

/// What the form shows of blocks.
pub fn show(typed: &mut Typed, name: &str, blocks: &[Value]) {
    for (at, fact) in blocks.iter().enumerate() {
        let Some(block) = block_of(fact) else { continue };
        let row = format!("{name}.{at}");
        typed.set(format!("{row}.words"), [words_of(&block)]);
        let listed = fact.get("applies_to").and_then(Value::as_array);
        let codes = listed.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        typed.set(format!("{row}.channels"), codes);
        typed.set(format!("{row}.place"), block.place);
        typed.set(format!("{row}.base"), [at.to_string()]);
        typed.set(format!("{row}.holidays"), [Silent::AsWritten.code().to_owned()]);
        typed.set(format!("{row}.year_end"), [Silent::AsWritten.code().to_owned()]);
    }
}

/// Reads the blocks. A notice whose words were left as they were keeps the rules it has, which may know more than its
/// words; any other is read anew.
pub fn read(name: &str, base: Option<&Value>, typed: &Typed) -> Result<Option<Value>, Faults> {
    let held: Vec<&Value> = match base {
        Some(Value::Array(blocks)) => blocks.iter().collect(),
        Some(one) => vec![one],
        None => Vec::new(),
    };
    let (mut blocks, mut faults) = (Vec::new(), Faults::new());
    for at in 0..typed.rows(name) {
        let row = format!("{name}.{at}");
        let words = typed.get(&format!("{row}.words")).trim();
        if words.is_empty() {
            continue;
        }
        if words.chars().count() > NOTICE_LONGEST {
            let refusal = Refusal::new("refused-edit-long").with("longest", NOTICE_LONGEST.to_string());
            faults.push((format!("{row}.words"), refusal));
            continue;
        }
        let before: Option<usize> = typed.get(&format!("{row}.base")).parse().ok();
        let before = before.and_then(|at| held.get(at)).and_then(|fact| block_of(fact));
        let kept = before.filter(|block| words_of(block).trim() == words);
        let mut read = kept.map_or_else(|| new_blocks(words), |block| vec![block]);
        let speaks_of = typed::chosen(typed.all(&format!("{row}.channels")), &channels());
        let place = Some(typed.get(&format!("{row}.place")).trim()).filter(|place| !place.is_empty());
        for block in &mut read {
            block.place = place.map(str::to_owned);
            answer_silence(block, &row, typed).unwrap_or_else(|fault| faults.push(fault));
        }
        blocks.extend(read.iter().map(|block| with_channels(block, &speaks_of)));
    }
    if blocks.len() > ENTRIES_MOST {
        faults.push((name.to_owned(), Refusal::new("refused-edit-many").with("most", ENTRIES_MOST.to_string())));
    }
    if faults.is_empty() { Ok((!blocks.is_empty()).then(|| Value::from(blocks))) } else { Err(faults) }
}

fn new_blocks(words: &str) -> Vec<HoursBlock> {
    let mut blocks = reading::read(words).blocks;
    if blocks.is_empty() {
        // Words without any time: they are shown, and nothing is claimed.
        blocks.push(HoursBlock::default());
    }
    for block in &mut blocks {
        block.text_ja = Some(words.to_owned());
    }
    blocks
}

/// Ways ticked in the form; a notice that sets its ways apart itself keeps them where none is ticked.
fn with_channels(block: &HoursBlock, ticked: &[&str]) -> Value {
    let mut fact = serde_json::to_value(block).unwrap_or_default();
    let held: Vec<&str> =
        fact.get("applies_to").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    // The same ways stay in the order in which the document names them.
    let is_same = held.len() == ticked.len() && ticked.iter().all(|code| held.contains(code));
    if let Value::Object(map) = &mut fact
        && !ticked.is_empty()
        && !is_same
    {
        map.insert("applies_to".to_owned(), json!(ticked));
    }
    fact
}

/// S-061, S-062: what the notice leaves open is answered by the editor, or stays "please ask".
fn answer_silence(block: &mut HoursBlock, row: &str, typed: &Typed) -> Result<(), (String, Refusal)> {
    let said = |name: &str| typed.get(&format!("{row}.{name}")).parse().unwrap_or(Silent::AsWritten);
    match said("holidays") {
        Silent::AsWritten => {}
        Silent::Open => block.not_stated.retain(|topic| *topic != Silence::NationalHolidays),
        Silent::Closed => {
            block.not_stated.retain(|topic| *topic != Silence::NationalHolidays);
            add_closure(block, json!({"type": "national_holidays"}));
        }
    }
    match said("year_end") {
        Silent::AsWritten => {}
        Silent::Open => block.not_stated.retain(|topic| *topic != Silence::YearEnd),
        Silent::Closed => {
            let day = |name: &str, usual: &str| {
                let name = format!("{row}.{name}");
                let typed = typed.get(&name).trim();
                let typed = if typed.is_empty() { usual } else { typed };
                let day: Option<MonthDay> = typed.parse().ok().filter(|day: &MonthDay| day.exists());
                day.ok_or_else(|| (name, Refusal::new("refused-edit-month-day")))
            };
            let (from, to) = (day("year_end_from", YEAR_END.0)?, day("year_end_to", YEAR_END.1)?);
            block.not_stated.retain(|topic| *topic != Silence::YearEnd);
            block.closures.retain(|closure| !is_year_end(closure));
            let (from, to) = (from.to_string(), to.to_string());
            add_closure(block, json!({"type": "year_end", "from": from, "to": to, "stated": true}));
        }
    }
    Ok(())
}

fn is_year_end(closure: &calendar::Closure) -> bool {
    serde_json::to_value(closure).is_ok_and(|fact| fact["type"] == "year_end")
}

fn add_closure(block: &mut HoursBlock, closure: Value) {
    if let Ok(closure) = serde_json::from_value(closure)
        && !block.closures.contains(&closure)
    {
        block.closures.push(closure);
    }
}

/// What was read out of a notice, to be confirmed by a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The notice as typed.
    pub words: String,
    /// What it was read as.
    pub blocks: Vec<HoursBlock>,
    /// What was taken for granted, each with the words it was read from.
    pub assumed: Vec<(String, String)>,
    /// What was not understood.
    pub not_understood: Vec<String>,
}

/// What was understood of every notice that `whole` says and `base` does not.
pub fn understood(base: Option<&Value>, whole: Option<&Value>) -> Vec<Understood> {
    let list = |fact: Option<&Value>| match fact {
        Some(Value::Array(blocks)) => blocks.clone(),
        Some(Value::Null) | None => Vec::new(),
        Some(one) => vec![one.clone()],
    };
    let before = list(base);
    let mut found: Vec<Understood> = Vec::new();
    for block in list(whole).iter().filter(|block| !before.contains(block)).filter_map(block_of) {
        let words = words_of(&block);
        if let Some(same) = found.iter_mut().find(|one| one.words == words) {
            same.blocks.push(block);
            continue;
        }
        let reading = reading::read(&words);
        let piece = |at: &std::ops::Range<usize>| words.get(at.clone()).unwrap_or_default().to_owned();
        found.push(Understood {
            assumed: reading.assumptions.iter().map(|one| (one.what.to_string(), piece(&one.at))).collect(),
            not_understood: reading.not_understood.iter().map(|one| one.text.clone()).collect(),
            blocks: vec![block],
            words,
        });
    }
    found
}

/// The ways an exception mode can be chosen.
pub fn exception_modes() -> Vec<Choice> {
    ExceptionMode::ALL.iter().map(|mode| Choice { code: mode.code(), key: mode.key() }).collect()
}

/// What the form shows of dated exceptions.
pub fn show_exceptions(typed: &mut Typed, name: &str, facts: &[Value]) {
    let exceptions = facts.iter().filter_map(|fact| serde_json::from_value::<Override>(fact.clone()).ok());
    for (at, exception) in exceptions.enumerate() {
        use calendar::hours::Mode;
        let span = |times: &[Times]| {
            let span = |times: &Times| match times.end {
                Some(end) => format!("{}-{end}", times.start),
                None => times.start.to_string(),
            };
            times.iter().map(span).collect::<Vec<_>>().join(", ")
        };
        let (mode, times) = match &exception.mode {
            Mode::Close => (ExceptionMode::Close, String::new()),
            Mode::Replace(times) => (ExceptionMode::Replace, span(times)),
            Mode::Add(times) => (ExceptionMode::Add, span(times)),
            Mode::Cancel(start) => (ExceptionMode::Cancel, start.to_string()),
        };
        let row = format!("{name}.{at}");
        typed.set(format!("{row}.from"), [exception.from.to_string()]);
        let last = (exception.to != exception.from).then(|| exception.to.to_string());
        typed.set(format!("{row}.to"), last);
        typed.set(format!("{row}.mode"), [mode.code().to_owned()]);
        typed.set(format!("{row}.times"), [times]);
        typed.set(format!("{row}.reason"), [exception.reason]);
        let listed = facts[at].get("applies_to").and_then(Value::as_array);
        let codes = listed.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        typed.set(format!("{row}.channels"), codes);
    }
}

/// Reads dated exceptions (S-025): a day off, other hours on one day, an extra Saturday.
pub fn read_exceptions(name: &str, typed: &Typed) -> Result<Option<Value>, Faults> {
    let (mut rows, mut faults) = (Vec::new(), Faults::new());
    for at in 0..typed.rows(name) {
        let row = format!("{name}.{at}");
        let get = |cell: &str| typed.get(&format!("{row}.{cell}")).trim();
        if ["from", "to", "times", "reason"].iter().all(|cell| get(cell).is_empty()) {
            continue;
        }
        match exception(&get) {
            Ok(mut fact) => {
                let speaks_of = typed::chosen(typed.all(&format!("{row}.channels")), &channels());
                if !speaks_of.is_empty() {
                    fact.insert("applies_to".to_owned(), json!(speaks_of));
                }
                rows.push(Value::Object(fact));
            }
            Err((cell, refusal)) => faults.push((format!("{row}.{cell}"), refusal)),
        }
    }
    if faults.is_empty() { Ok((!rows.is_empty()).then(|| Value::from(rows))) } else { Err(faults) }
}

fn exception<'t>(get: &impl Fn(&str) -> &'t str) -> Result<Map<String, Value>, (&'static str, Refusal)> {
    let day = |cell: &'static str, typed: &str| match typed::date(typed) {
        Ok(PrintedDate::Day(day)) => Ok(day),
        Ok(_) => Err((cell, Refusal::new("refused-edit-day"))),
        Err(refusal) => Err((cell, refusal)),
    };
    let from = day("from", get("from"))?;
    let to = if get("to").is_empty() { from } else { day("to", get("to"))? };
    if to < from {
        return Err(("to", Refusal::new("refused-edit-to-before-from")));
    }
    if get("reason").is_empty() {
        return Err(("reason", Refusal::new("refused-edit-exception-reason")));
    }
    let times = spans(get("times")).map_err(|refusal| ("times", refusal))?;
    let mode = get("mode").parse().unwrap_or(ExceptionMode::Close);
    let mode = match (mode, times.first()) {
        (ExceptionMode::Close, None) => json!("close"),
        (ExceptionMode::Close, Some(_)) => return Err(("times", Refusal::new("refused-edit-times-closed"))),
        (_, None) => return Err(("times", Refusal::new("refused-edit-times-needed"))),
        (ExceptionMode::Replace, Some(_)) => json!({"replace": times}),
        (ExceptionMode::Add, Some(_)) => json!({"add": times}),
        (ExceptionMode::Cancel, Some(first)) => json!({"cancel": first["start"]}),
    };
    let fact = json!({"from": from.to_string(), "to": to.to_string(), "mode": mode, "reason": get("reason")});
    Ok(fact.as_object().cloned().unwrap_or_default())
}

/// 13:00-15:00, 午後1時から3時まで; several are parted by commas.
fn spans(typed: &str) -> Result<Vec<Value>, Refusal> {
    // An ideographic comma parts as well.
    let pieces = typed.split([',', '\u{3001}', '\u{ff0c}']).map(str::trim).filter(|piece| !piece.is_empty());
    let span = |piece: &str| {
        let (start, end) = read_range(piece).map_err(|_| Refusal::new("refused-edit-span").with("typed", piece))?;
        Ok(match end {
            Some(end) => json!({"start": start.to_string(), "end": end.to_string()}),
            None => json!({"start": start.to_string()}),
        })
    };
    pieces.map(span).collect()
}
