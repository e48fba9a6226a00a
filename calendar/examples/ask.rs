//! Reads questions as JSON lines, writes answers as JSON lines; see `calendar::ask`.

use std::io::{self, BufRead, Write};

use calendar::Holidays;
use calendar::ask::answer_line;

fn main() -> io::Result<()> {
    let holidays = Holidays::national();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(out, "{}", answer_line(&line, &holidays))?;
        }
    }
    Ok(())
}
