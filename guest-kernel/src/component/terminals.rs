//! Settings of terminals, from and to the contract.

use super::bindings::exports::kernelet::kernel::syscalls;
use crate::tty::termios::{ControlCharacters, Termios};
use syscalls::TerminalModes as Modes;

pub fn termios_in(termios: syscalls::Termios) -> Termios {
    let has = |mode| termios.modes.contains(mode);
    let characters = termios.characters;
    Termios {
        icrnl: has(Modes::ICRNL),
        inlcr: has(Modes::INLCR),
        igncr: has(Modes::IGNCR),
        opost: has(Modes::OPOST),
        onlcr: has(Modes::ONLCR),
        icanon: has(Modes::ICANON),
        isig: has(Modes::ISIG),
        iexten: has(Modes::IEXTEN),
        echo: has(Modes::ECHO),
        echoe: has(Modes::ECHOE),
        echok: has(Modes::ECHOK),
        echonl: has(Modes::ECHONL),
        echoctl: has(Modes::ECHOCTL),
        noflsh: has(Modes::NOFLSH),
        tostop: has(Modes::TOSTOP),
        minimum: termios.minimum,
        characters: ControlCharacters {
            interrupt: characters.interrupt,
            quit: characters.quit,
            suspend: characters.suspend,
            erase: characters.erase,
            word_erase: characters.word_erase,
            kill: characters.kill,
            end_of_file: characters.end_of_file,
            end_of_line: characters.end_of_line,
        },
    }
}

pub fn termios_out(termios: Termios) -> syscalls::Termios {
    let characters = termios.characters;
    let mut modes = Modes::empty();
    modes.set(Modes::ICRNL, termios.icrnl);
    modes.set(Modes::INLCR, termios.inlcr);
    modes.set(Modes::IGNCR, termios.igncr);
    modes.set(Modes::OPOST, termios.opost);
    modes.set(Modes::ONLCR, termios.onlcr);
    modes.set(Modes::ICANON, termios.icanon);
    modes.set(Modes::ISIG, termios.isig);
    modes.set(Modes::IEXTEN, termios.iexten);
    modes.set(Modes::ECHO, termios.echo);
    modes.set(Modes::ECHOE, termios.echoe);
    modes.set(Modes::ECHOK, termios.echok);
    modes.set(Modes::ECHONL, termios.echonl);
    modes.set(Modes::ECHOCTL, termios.echoctl);
    modes.set(Modes::NOFLSH, termios.noflsh);
    modes.set(Modes::TOSTOP, termios.tostop);
    syscalls::Termios {
        modes,
        minimum: termios.minimum,
        characters: syscalls::ControlCharacters {
            interrupt: characters.interrupt,
            quit: characters.quit,
            suspend: characters.suspend,
            erase: characters.erase,
            word_erase: characters.word_erase,
            kill: characters.kill,
            end_of_file: characters.end_of_file,
            end_of_line: characters.end_of_line,
        },
    }
}
