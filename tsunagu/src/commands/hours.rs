//! Reads notices of opening hours from outside: questions and answers as JSON lines.

use std::io::{self, BufRead, Write};

use calendar::{Holidays, ask::answer_line};

use super::Fault;

/// Answers each line of standard input on standard output, at once, so that another program can talk with it.
pub fn run() -> Result<(), Fault> {
    let holidays = Holidays::national();
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        if !line.trim().is_empty() {
            writeln!(out, "{}", answer_line(&line, &holidays))?;
            out.flush()?;
        }
    }
    Ok(())
}
