//! Commands about processes: `timeout`, `nohup`, `kill`.

use kernelet_system::{Errno, OpenFlags, SignalDisposition, signal};
use lexopt::prelude::*;

use crate::outcome::{Outcome, Trouble};
use crate::system::process::cannot_start;
use crate::system::{File, Start};

/// Status of a command that took too long.
const TIMED_OUT: i32 = 124;

/// `timeout [-s SIGNAL] [-k AFTER] DURATION COMMAND…`: the command's status, 124 when it took too long.
pub fn timeout(words: Vec<String>) -> Outcome {
    let (mut number, mut kill_after, mut preserve) = (signal::SIGTERM, None, false);
    let mut operands: Vec<String> = Vec::new();
    let mut parser = lexopt::Parser::from_iter(words);
    while let Some(option) = parser.next()? {
        match option {
            Short('s') | Long("signal") => number = parse_signal(&parser.value()?.string()?)?,
            Short('k') | Long("kill-after") => {
                kill_after = Some(duration(&parser.value()?.string()?)?);
            }
            Long("preserve-status") => preserve = true,
            Long("foreground") | Short('v') | Long("verbose") => {}
            Value(word) => {
                operands.push(word.string()?);
                for word in parser.raw_args()? {
                    operands.push(word.string()?);
                }
                break;
            }
            other => return Err(other.unexpected().into()),
        }
    }
    if operands.len() < 2 {
        return Err("a duration and a command are needed: timeout DURATION COMMAND...".into());
    }
    let limit = duration(&operands.remove(0))?;
    let child = match Start::new(&operands).spawn() {
        Ok(child) => child,
        Err(error) => return Ok(cannot_start("timeout", &operands, &error)),
    };
    // What it starts itself ends with it: all are of one group.
    let group = kernelet_system::setpgid(child.pid(), child.pid()).is_ok();
    let pid = i32::try_from(child.pid()).map_err(|_| "a process has no number")?;
    let target = if group { -pid } else { pid };
    let send = |number: u8| match kernelet_system::kill(target, number) {
        Ok(()) | Err(Errno::Srch) => Ok(()),
        Err(errno) => Err(Trouble::from(kernelet_system::error::text(errno))),
    };
    if limit == 0 {
        return Ok(child.wait()?);
    }
    if let Some(status) = waited(&child, limit)? {
        return Ok(status);
    }
    send(number)?;
    send(signal::SIGCONT)?;
    let status = match kill_after {
        Some(after) => match waited(&child, after)? {
            Some(status) => status,
            None => {
                send(signal::SIGKILL)?;
                return Ok(child.wait().map(|_| 128 + i32::from(signal::SIGKILL))?);
            }
        },
        None => child.wait()?,
    };
    let killed = number == signal::SIGKILL;
    Ok(if preserve || killed { status } else { TIMED_OUT })
}

/// Waits at most so many nanoseconds.
fn waited(child: &crate::system::process::Child, limit: u64) -> Result<Option<i32>, Trouble> {
    let end = kernelet_system::monotonic_nanoseconds().saturating_add(limit);
    loop {
        let left = end.saturating_sub(kernelet_system::monotonic_nanoseconds());
        if let Some(status) = child.ended(Some(left))? {
            return Ok(Some(status));
        }
        if left == 0 {
            return Ok(None);
        }
    }
}

/// Seconds with a fraction and a unit (`s`, `m`, `h`, `d`) as nanoseconds.
fn duration(text: &str) -> Result<u64, Trouble> {
    let digits = text.trim_end_matches(['s', 'm', 'h', 'd']);
    let unit = match &text[digits.len()..] {
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        "d" => 86_400.0,
        _ => return Err(format!("invalid time interval '{text}'").into()),
    };
    let value: f64 = digits.parse().map_err(|_| format!("invalid time interval '{text}'"))?;
    if value.is_nan() || value < 0.0 {
        return Err(format!("invalid time interval '{text}'").into());
    }
    Ok((value * unit * 1e9) as u64)
}

fn parse_signal(text: &str) -> Result<u8, Trouble> {
    signal::number(text).ok_or_else(|| format!("'{text}': invalid signal").into())
}

/// `nohup COMMAND…`: ignores SIGHUP; output to a terminal goes to `nohup.out`.
pub fn nohup(words: Vec<String>) -> Outcome {
    let command: Vec<String> = words.into_iter().skip(1).filter(|word| word != "--").collect();
    if command.is_empty() {
        return Err("missing operand".into());
    }
    // What is ignored is ignored in the command too.
    kernelet_system::sigaction(signal::SIGHUP, SignalDisposition::Ignore)
        .map_err(kernelet_system::error::text)?;
    let terminal = |fd| kernelet_system::isatty(fd).unwrap_or(false);
    let mut descriptors = [0, 1, 2];
    let nothing = File::open("/dev/null")?;
    if terminal(0) {
        descriptors[0] = nothing.fd();
    }
    let mut written = None;
    if terminal(1) {
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::APPEND;
        let file = File::with("nohup.out", flags, 0o600)
            .map_err(|error| Trouble::about("nohup.out", &error))?;
        eprintln!("nohup: appending output to 'nohup.out'");
        descriptors[1] = written.insert(file).fd();
    }
    if terminal(2) {
        descriptors[2] = descriptors[1];
    }
    Ok(Start { descriptors, ..Start::new(&command) }.run("nohup")?)
}

/// `kill [-s SIGNAL | -SIGNAL] PID…` and `kill -l [STATUS]`.
pub fn kill(words: Vec<String>) -> Outcome {
    let mut words: Vec<String> = words.into_iter().skip(1).collect();
    let mut number = signal::SIGTERM;
    match words.first().map(String::as_str) {
        Some("-l" | "-L") => {
            match words.get(1) {
                None => {
                    let names: Vec<&str> = signal::all().map(|(_, name)| name).collect();
                    println!("{}", names.join(" "));
                }
                Some(text) => match text.parse::<u32>() {
                    Ok(status) => {
                        let number = u8::try_from(status & 127).unwrap_or(0);
                        println!("{}", signal::name(number).ok_or("no such signal")?);
                    }
                    Err(_) => println!("{}", parse_signal(text)?),
                },
            }
            return Ok(0);
        }
        Some("-s" | "-n") => {
            let name = words.get(1).ok_or("-s needs a signal")?;
            number = parse_signal(name)?;
            words.drain(..2);
        }
        Some("--") => drop(words.remove(0)),
        Some(word) if word.starts_with('-') && word.len() > 1 => {
            number = parse_signal(&word[1..])?;
            words.remove(0);
        }
        _ => {}
    }
    if words.first().is_some_and(|word| word == "--") {
        words.remove(0);
    }
    if words.is_empty() {
        return Err("a process is needed: kill [-SIGNAL] PID...".into());
    }
    let mut status = 0;
    for word in &words {
        let pid: i32 = word.parse().map_err(|_| format!("'{word}': no process number"))?;
        if let Err(errno) = kernelet_system::kill(pid, number) {
            eprintln!("kill: ({pid}) - {}", kernelet_system::error::text(errno));
            status = 1;
        }
    }
    Ok(status)
}
