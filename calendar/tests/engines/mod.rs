//! Asks the other engines; see README.md here. `bin/other-engines` installs them.

#![allow(dead_code, reason = "each test asks some of them")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The holidays of Japan as a Python library (`holidays`, `jpholiday`) knows them: `{"year": 2026}`.
pub fn japan_holidays(library: &str, questions: &[Value]) -> Vec<Value> {
    ask(python("japan_holidays.py").arg(library), questions)
}

/// The days of recurrence rules; the questions stand at the head of dateutil_expand.py.
pub fn dateutil(questions: &[Value]) -> Vec<Value> {
    ask(&mut python("dateutil_expand.py"), questions)
}

/// The intervals of OpenStreetMap values, or what they cost; the questions stand at the head of opening_hours_expand.mjs.
pub fn opening_hours(questions: &[Value]) -> Vec<Value> {
    must_be_installed(&here().join("package-lock.json"), &here().join("node_modules/installed.json"));
    let mut node = Command::new("node");
    node.arg(here().join("opening_hours_expand.mjs"));
    ask(&mut node, questions)
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/engines")
}

fn python(script: &str) -> Command {
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/other-engines/python");
    must_be_installed(&here().join("requirements.txt"), &packages.join("requirements.txt"));
    let mut python = Command::new("python3");
    python.arg(here().join(script)).env("PYTHONPATH", packages).env("PYTHONUTF8", "1");
    python
}

/// The installed list must be the one that is asked for; without it a test fails and is never skipped.
fn must_be_installed(wanted: &Path, installed: &Path) {
    let list = fs::read(wanted).expect("the list of packages is part of this clone");
    assert!(
        fs::read(installed).is_ok_and(|found| found == list),
        "The engines to compare with are not installed as {} says. Please run: bin/other-engines",
        wanted.display()
    );
}

/// One process for all questions; one line for each answer, in order.
fn ask(command: &mut Command, questions: &[Value]) -> Vec<Value> {
    let mut engine = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|reason| panic!("{command:?} did not start: {reason}"));
    let mut stdin = engine.stdin.take().expect("a pipe was asked for");
    let stdout = BufReader::new(engine.stdout.take().expect("a pipe was asked for"));
    let lines: Vec<String> = questions.iter().map(|question| format!("{question}\n")).collect();
    // Both pipes may fill, so one side writes while the other reads.
    let writer = std::thread::spawn(move || lines.iter().try_for_each(|line| stdin.write_all(line.as_bytes())));
    let answers = stdout.lines().map(|line| {
        let line = line.expect("an engine writes UTF-8");
        serde_json::from_str(&line).unwrap_or_else(|reason| panic!("{reason}: {line}"))
    });
    let answers: Vec<Value> = answers.collect();
    let ended = engine.wait().expect("it was started here");
    assert!(ended.success(), "{command:?} ended with {ended}; what it said stands above");
    writer.join().expect("writing does not panic").expect("it read every question");
    assert_eq!(answers.len(), questions.len(), "answers of {command:?}");
    answers
}
