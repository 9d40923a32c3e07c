//! What the command line accepts.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};
use kernelet::Access;

use crate::network::{Destination, destination};

/// Run untrusted Node.js programs in a virtual machine whose kernel is a WebAssembly component.
#[derive(Parser)]
#[command(version, about)]
pub struct Options {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Run a Node.js program.
    Run(Run),
    /// Run a shell command line.
    Exec(Exec),
    /// Type at a shell.
    Shell(Shell),
    /// Make a WASI command ready to start, for --command.
    Build(Build),
}

/// Options of the virtual machine that a command makes.
#[derive(Args)]
pub struct Machine {
    /// Give a host directory to the program, read-only unless `:rw` follows.
    #[arg(long = "mount", value_name = "HOST:GUEST[:rw]", value_parser = mount)]
    pub mounts: Vec<MountOption>,
    /// Set an environment variable. The host's own variables stay outside.
    #[arg(long = "env", value_name = "NAME=VALUE", value_parser = variable)]
    pub variables: Vec<String>,
    /// Make a file of `kernelet build` a command of the machine; it replaces one of that name.
    #[arg(long = "command", value_name = "NAME=FILE", value_parser = command)]
    pub commands: Vec<(String, PathBuf)>,
    /// Let the program reach HOST (any host when none is named), where * stands for any characters.
    /// Private addresses and this machine only when they are named. Without it nothing leaves the VM.
    #[arg(
        long = "allow-net",
        value_name = "HOST[:PORT]",
        value_parser = destination,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "*"
    )]
    pub destinations: Vec<Destination>,
    /// Stop the program after this time (exit code 137).
    #[arg(long, value_name = "5s", value_parser = duration)]
    pub timeout: Option<Duration>,
    /// Memory the program may have.
    #[arg(long, value_name = "256m", value_parser = size, default_value = "512m")]
    pub memory: u64,
}

/// Options of `kernelet build`.
#[derive(Args)]
pub struct Build {
    /// The command: WebAssembly of WASI 0.2 or preview 1.
    #[arg(value_name = "PROGRAM.wasm")]
    pub program: PathBuf,
    /// Where its compiled form goes. It is trusted like kernelet itself: keep it where no program can
    /// write.
    #[arg(short, long, value_name = "OUT")]
    pub out: PathBuf,
}

/// Options of `kernelet exec`.
#[derive(Args)]
pub struct Exec {
    /// The virtual machine.
    #[command(flatten)]
    pub machine: Machine,
    /// Working directory inside the VM; default the home directory.
    #[arg(long = "cwd", value_name = "DIR")]
    pub directory: Option<String>,
    /// The command line, as `sh -c` takes it, and its `$1`, `$2` ...
    #[arg(
        value_name = "COMMAND [ARGS]",
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true
    )]
    pub command: Vec<String>,
}

/// Options of `kernelet shell`.
#[derive(Args)]
pub struct Shell {
    /// The virtual machine.
    #[command(flatten)]
    pub machine: Machine,
    /// Working directory inside the VM; default the home directory.
    #[arg(long = "cwd", value_name = "DIR")]
    pub directory: Option<String>,
}

/// Options of `kernelet run`.
#[derive(Args)]
#[command(
    override_usage = "kernelet run [OPTIONS] FILE [ARGS]...\n       kernelet run [OPTIONS] -e CODE [-- ARGS]..."
)]
pub struct Run {
    /// The virtual machine.
    #[command(flatten)]
    pub machine: Machine,
    /// Working directory inside the VM.
    #[arg(long = "cwd", value_name = "DIR", default_value = "/workspace")]
    pub directory: String,
    /// Give node an option, such as --node-flag=--unhandled-rejections=warn.
    #[arg(long = "node-flag", value_name = "FLAG", allow_hyphen_values = true)]
    pub node_flags: Vec<String>,
    /// Run this code instead of a file.
    #[arg(short = 'e', long = "eval", value_name = "CODE")]
    pub code: Option<String>,
    /// The program and its arguments; only arguments with -e. The program's project (the nearest
    /// folder above it with a package.json, else its own folder) appears read-only at /workspace.
    #[arg(
        value_name = "FILE [ARGS]",
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required_unless_present = "code"
    )]
    pub program: Vec<String>,
}

/// A parsed `--mount`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MountOption {
    /// The host directory.
    pub host: PathBuf,
    /// Where it appears.
    pub guest: String,
    /// Whether it may be written.
    pub access: Access,
}

fn mount(text: &str) -> Result<MountOption, String> {
    const FORM: &str = "expected HOST:GUEST or HOST:GUEST:rw";
    let (rest, access) = match text.strip_suffix(":rw") {
        Some(rest) => (rest, Access::ReadWrite),
        None => (text.strip_suffix(":ro").unwrap_or(text), Access::ReadOnly),
    };
    let (host, guest) = rest.rsplit_once(':').ok_or(FORM)?;
    if host.is_empty() {
        return Err(FORM.into());
    }
    if !guest.starts_with('/') {
        return Err(format!("the guest path `{guest}` is not absolute; {FORM}"));
    }
    Ok(MountOption { host: host.into(), guest: guest.into(), access })
}

fn variable(text: &str) -> Result<String, String> {
    match text.split_once('=') {
        Some((name, _)) if !name.is_empty() => Ok(text.into()),
        _ => Err("expected NAME=VALUE".into()),
    }
}

fn command(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, file)) if !name.is_empty() && !name.contains('/') && !file.is_empty() => {
            Ok((name.into(), file.into()))
        }
        _ => Err("expected NAME=FILE, a name without a slash".into()),
    }
}

/// A number and a unit; `units` maps each unit to its factor.
fn quantity(text: &str, units: &[(&str, f64)]) -> Option<f64> {
    let split = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let factor = units.iter().find(|(name, _)| unit.eq_ignore_ascii_case(name))?.1;
    let value = number.parse::<f64>().ok()? * factor;
    (value.is_finite() && value > 0.0).then_some(value)
}

fn duration(text: &str) -> Result<Duration, String> {
    let units = [("ms", 1e-3), ("s", 1.0), ("m", 60.0), ("h", 3600.0)];
    quantity(text, &units)
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "expected a positive time such as 500ms, 5s, 2m or 1h".into())
}

fn size(text: &str) -> Result<u64, String> {
    let units = [
        ("", 1.0),
        ("b", 1.0),
        ("k", 1024.0),
        ("kb", 1024.0),
        ("kib", 1024.0),
        ("m", 1048576.0),
        ("mb", 1048576.0),
        ("mib", 1048576.0),
        ("g", 1073741824.0),
        ("gb", 1073741824.0),
        ("gib", 1073741824.0),
    ];
    let bytes = quantity(text, &units)
        .ok_or_else(|| String::from("expected a size such as 64m, 256m or 1g"))?;
    if !(MIN_MEMORY..=MAX_MEMORY).contains(&bytes) {
        return Err("expected between 32m and 4g".into());
    }
    // In range, so the conversion is exact enough: whole bytes.
    Ok(bytes as u64)
}

/// Less than this and Node's library itself does not fit.
const MIN_MEMORY: f64 = 33_554_432.0;
/// All that a 32-bit memory can be.
const MAX_MEMORY: f64 = 4_294_967_296.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mounts() {
        let parsed = mount("/a:b:/c:rw").unwrap();
        assert_eq!(parsed.host, PathBuf::from("/a:b"));
        assert_eq!((parsed.guest.as_str(), parsed.access), ("/c", Access::ReadWrite));
        assert!(mount("/a").is_err());
        assert!(mount("/a:relative").unwrap_err().contains("not absolute"));
        assert!(mount(":/c").is_err());
    }

    #[test]
    fn quantities() {
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("1.5s"), Ok(Duration::from_millis(1500)));
        for bad in ["", "5", "s", "-1s", "0s", "1e400h", "5 s", "..s"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
        assert_eq!(size("256m"), Ok(256 << 20));
        assert_eq!(size("1G"), Ok(1 << 30));
        for bad in ["", "m", "1", "9g", "1x", "-5m", "NaN"] {
            assert!(size(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn commands() {
        assert_eq!(command("greet=/a=b"), Ok(("greet".into(), "/a=b".into())));
        for bad in ["greet", "=file", "greet=", "a/b=file"] {
            assert!(command(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn variables() {
        assert_eq!(variable("A=b=c"), Ok("A=b=c".into()));
        assert!(variable("A").is_err());
        assert!(variable("=b").is_err());
    }
}
