//! The settings of a terminal (termios(3)).

/// Settings; names and meanings are those of termios(3). What is not here is off: there is no flow
/// control, no parity and no line speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Termios {
    pub icrnl: bool,
    pub inlcr: bool,
    pub igncr: bool,
    pub opost: bool,
    pub onlcr: bool,
    pub icanon: bool,
    pub isig: bool,
    pub iexten: bool,
    pub echo: bool,
    pub echoe: bool,
    pub echok: bool,
    pub echonl: bool,
    pub echoctl: bool,
    pub noflsh: bool,
    pub tostop: bool,
    /// Bytes that a read waits for without `icanon` (VMIN); 0 waits for none.
    pub minimum: u8,
    pub characters: ControlCharacters,
}

/// Characters with a meaning; 0 stands for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct ControlCharacters {
    pub interrupt: u8,
    pub quit: u8,
    pub suspend: u8,
    pub erase: u8,
    pub word_erase: u8,
    pub kill: u8,
    pub end_of_file: u8,
    pub end_of_line: u8,
}

impl Default for Termios {
    /// Those of a new pseudo-terminal on Linux.
    fn default() -> Self {
        let control = |letter: u8| letter & 0x1f;
        Self {
            icrnl: true,
            inlcr: false,
            igncr: false,
            opost: true,
            onlcr: true,
            icanon: true,
            isig: true,
            iexten: true,
            echo: true,
            echoe: true,
            echok: true,
            echonl: false,
            echoctl: true,
            noflsh: false,
            tostop: false,
            minimum: 1,
            characters: ControlCharacters {
                interrupt: control(b'C'),
                quit: control(b'\\'),
                suspend: control(b'Z'),
                erase: 0x7f,
                word_erase: control(b'W'),
                kill: control(b'U'),
                end_of_file: control(b'D'),
                end_of_line: 0,
            },
        }
    }
}

/// The size of a window in characters and in pixels (TIOCGWINSZ of ioctl_tty(2)).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct WindowSize {
    pub rows: u16,
    pub columns: u16,
    pub width: u16,
    pub height: u16,
}

impl Default for WindowSize {
    fn default() -> Self {
        Self { rows: 24, columns: 80, width: 0, height: 0 }
    }
}
