//! The program's entrance: reads the command and hands it on.

use std::process::ExitCode;

use clap::Parser;
use tsunagu::commands::{self, Command};

/// One program for a municipality's whole hikikomori support.
#[derive(Parser)]
#[command(name = "tsunagu", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    match commands::run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("tsunagu: {fault}");
            fault.exit_code()
        }
    }
}
