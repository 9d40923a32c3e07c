//! `internalBinding('tty_wrap')`: `isTTY`, and the class `TTY`, over all of [`super::stream::base`].
//!
//! | Member | What |
//! |---|---|
//! | `new TTY(fd, context)` | what goes wrong is told in `context` |
//! | `getWindowSize([columns, rows])` | fills the array |
//! | `setRawMode(on)` | back to what it was when it is switched off, and when the process ends |

use std::{cell::RefCell, collections::BTreeMap};

use rquickjs::{Ctx, Object, Result, Value};

use super::{fs::argument, stream::base, stream::report};
use crate::{
    runtime::{
        errors,
        members::{self, Arguments, set_native},
    },
    sys::{self, Errno, Fd, TerminalModes, Termios},
};

const KIND: base::Kind = base::Kind { provider: "TTYWRAP", end_of_writing: |_| Ok(()) };

/// The last of the standard streams: closing a `TTY` leaves those open.
const STDERR: Fd = 2;

thread_local! {
    /// The settings that terminals in raw mode had before.
    static BEFORE: RefCell<BTreeMap<Fd, Termios>> = const { RefCell::new(BTreeMap::new()) };
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = base::class(ctx)?;
    let (constructor, prototype) = members::class(ctx, "TTY", 0, Some(&parent), create)?;
    set_native(&prototype, "getWindowSize", 0, window_size)?;
    set_native(&prototype, "setRawMode", 0, set_raw_mode)?;
    report::keep_defaults(target, "TTY", &prototype)?;
    members::define(target, "TTY", constructor)?;
    set_native(target, "isTTY", 0, |arguments: &Arguments<'_, 'js>| {
        let is_terminal = sys::isatty(argument::known_descriptor(arguments, 0)).unwrap_or(false);
        Ok(Value::new_bool(arguments.ctx().clone(), is_terminal))
    })
}

/// Gives terminals that are still in raw mode their settings back: the process ends.
pub fn restore() {
    for (fd, before) in BEFORE.take() {
        // It may be closed, or another process's by now: then there is nothing to mend.
        let _ = sys::set_termios(fd, before, false);
    }
}

/// `new TTY(fd, context)`
fn create<'js>(arguments: &Arguments<'_, 'js>, prototype: Object<'js>) -> Result<Value<'js>> {
    let terminal = base::create(arguments.ctx(), prototype, KIND)?;
    match own_descriptor(argument::known_descriptor(arguments, 0)) {
        Ok(fd) => {
            if let Some(stream) = base::find(terminal.as_value()) {
                stream.borrow_mut().open(fd);
            }
        }
        Err(errno) => {
            if let Some(context) = arguments.object(1) {
                errors::tell(&context, errno.uv(), "uv_tty_init")?;
            }
        }
    }
    Ok(terminal.into_value())
}

fn own_descriptor(fd: Fd) -> std::result::Result<Fd, Errno> {
    if !sys::isatty(fd)? {
        return Err(Errno::Inval);
    }
    if fd <= STDERR { sys::dup(fd, STDERR + 1, true) } else { Ok(fd) }
}

fn window_size<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let size = descriptor(arguments)?.and_then(sys::get_window_size);
    if let (Ok(size), Some(array)) = (&size, arguments.object(0)) {
        array.set(0, size.columns)?;
        array.set(1, size.rows)?;
    }
    members::status(arguments, size.map(drop))
}

fn set_raw_mode<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let raw = arguments.is_true(0);
    let set = descriptor(arguments)?.and_then(|fd| {
        let settings = if raw {
            let before = sys::get_termios(fd)?;
            let settings = raw_mode(before);
            BEFORE.with_borrow_mut(|kept| {
                kept.entry(fd).or_insert(before);
            });
            settings
        } else {
            match BEFORE.with_borrow_mut(|kept| kept.remove(&fd)) {
                Some(before) => before,
                None => return Ok(()),
            }
        };
        sys::set_termios(fd, settings, false)
    });
    members::status(arguments, set)
}

/// `UV_TTY_MODE_RAW`: every byte as it is typed, none with a meaning; lines are still written as lines.
fn raw_mode(before: Termios) -> Termios {
    let cooked = TerminalModes::ICRNL
        | TerminalModes::ECHO
        | TerminalModes::ICANON
        | TerminalModes::IEXTEN
        | TerminalModes::ISIG;
    Termios { modes: (before.modes - cooked) | TerminalModes::ONLCR, minimum: 1, ..before }
}

fn descriptor(arguments: &Arguments<'_, '_>) -> Result<std::result::Result<Fd, Errno>> {
    Ok(base::of(arguments)?.borrow().descriptor().ok_or(Errno::Badf))
}
