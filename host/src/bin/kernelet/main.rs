//! The command line: run a program in a VM of its own.

mod build;
mod exec;
mod machine;
mod network;
mod options;
mod run;
mod shell;
mod stdio;
mod terminal;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let options = options::Options::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("KERNELET_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let result = match options.command {
        options::Command::Run(options) => run::run(options),
        options::Command::Exec(options) => exec::exec(options),
        options::Command::Shell(options) => shell::shell(&options),
        options::Command::Build(options) => match build::build(&options) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => Err(error),
        },
    };
    match result {
        Ok(never) => match never {},
        Err(error) => {
            eprintln!("kernelet: {error:#}");
            ExitCode::from(machine::USAGE)
        }
    }
}
