//! Reads questions as JSON lines, writes answers as JSON lines; see `calendar::ask`.

use std::io::{self, BufRead, BufWriter, Write};

use calendar::Holidays;
use calendar::ask::{Question, reply};

fn main() -> io::Result<()> {
    let holidays = Holidays::national();
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        match serde_json::from_str::<Question<serde_json::Value>>(&line) {
            Ok(question) => serde_json::to_writer(&mut out, &reply(question, &holidays))?,
            Err(fault) => serde_json::to_writer(&mut out, &serde_json::json!({ "error": fault.to_string() }))?,
        }
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}
