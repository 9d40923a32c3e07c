//! Options of `set` and `shopt`.

/// An option: where it is, its letter of `set` (or none), its name.
type Entry = (fn(&mut Options) -> &mut bool, Option<char>, &'static str);

/// What can be set. All begin as off but those that [`Options::new`] sets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// `-a`: what is assigned is exported.
    pub allexport: bool,
    /// `-b`: ends of jobs are told at once.
    pub notify: bool,
    /// `-C`: `>` does not overwrite.
    pub noclobber: bool,
    /// `-e`: a failure ends the shell.
    pub errexit: bool,
    /// `-E`: functions inherit the trap of `ERR`.
    pub errtrace: bool,
    /// `-f`: no pathname expansion.
    pub noglob: bool,
    /// `-h`: kept, without effect.
    pub hashall: bool,
    /// `-m`: job control.
    pub monitor: bool,
    /// `-n`: read commands, run none.
    pub noexec: bool,
    /// `-u`: unset variables are errors.
    pub nounset: bool,
    /// `-v`: show what is read.
    pub verbose: bool,
    /// `-x`: show what is run.
    pub xtrace: bool,
    /// `-B`: brace expansion.
    pub braceexpand: bool,
    /// `-T`: functions inherit the traps of `DEBUG` and `RETURN`.
    pub functrace: bool,
    /// `-P`: `cd` goes by what directories really are.
    pub physical: bool,
    /// A pipeline fails with any of its commands.
    pub pipefail: bool,
    /// The shell is strict about POSIX.
    pub posix: bool,
    /// An end of file does not end an interactive shell.
    pub ignoreeof: bool,
    /// Commands are kept for `history`.
    pub history: bool,
    /// Line editing; both without effect on a shell that is not interactive.
    pub emacs: bool,
    /// See `emacs`; the editor has emacs's keys only.
    pub vi: bool,
    /// Kept, without effect.
    pub nolog: bool,
    /// `shopt`: names that begin with a dot match too.
    pub dotglob: bool,
    /// `shopt`: `?(…)` and the like in patterns of names.
    pub extglob: bool,
    /// `shopt`: a pattern that matches nothing vanishes.
    pub nullglob: bool,
    /// `shopt`: a pattern that matches nothing is an error.
    pub failglob: bool,
    /// `shopt`: `**` matches directories at any depth.
    pub globstar: bool,
    /// `shopt`: patterns of names match any case.
    pub nocaseglob: bool,
    /// `shopt`: `case` and `[[` match any case.
    pub nocasematch: bool,
    /// `shopt`: aliases are replaced.
    pub expand_aliases: bool,
    /// `shopt`: `echo` knows escapes.
    pub xpg_echo: bool,
    /// `shopt`: the last command of a pipeline runs in this shell.
    pub lastpipe: bool,
    /// `shopt`: a substitution inherits `-e`.
    pub inherit_errexit: bool,
    /// `shopt`: a directory's name goes there.
    pub autocd: bool,
    /// `shopt`: local variables inherit values.
    pub localvar_inherit: bool,
    /// `shopt`: `shift` beyond the end is told.
    pub shift_verbose: bool,
    /// `shopt`: `.` looks in PATH.
    pub sourcepath: bool,
    /// `shopt`: what follows a `#` is a comment in an interactive shell.
    pub interactive_comments: bool,
    /// `shopt`: kept, without effect.
    pub checkwinsize: bool,
    /// `shopt`: kept, without effect.
    pub histappend: bool,
    /// `shopt`: kept, without effect.
    pub cmdhist: bool,
    /// `shopt`: kept, without effect.
    pub globasciiranges: bool,
}

/// Options of `set`.
const SET: &[Entry] = &[
    (|o| &mut o.allexport, Some('a'), "allexport"),
    (|o| &mut o.braceexpand, Some('B'), "braceexpand"),
    (|o| &mut o.emacs, None, "emacs"),
    (|o| &mut o.errexit, Some('e'), "errexit"),
    (|o| &mut o.errtrace, Some('E'), "errtrace"),
    (|o| &mut o.functrace, Some('T'), "functrace"),
    (|o| &mut o.hashall, Some('h'), "hashall"),
    (|o| &mut o.history, None, "history"),
    (|o| &mut o.ignoreeof, None, "ignoreeof"),
    (|o| &mut o.monitor, Some('m'), "monitor"),
    (|o| &mut o.noclobber, Some('C'), "noclobber"),
    (|o| &mut o.noexec, Some('n'), "noexec"),
    (|o| &mut o.noglob, Some('f'), "noglob"),
    (|o| &mut o.nolog, None, "nolog"),
    (|o| &mut o.notify, Some('b'), "notify"),
    (|o| &mut o.nounset, Some('u'), "nounset"),
    (|o| &mut o.physical, Some('P'), "physical"),
    (|o| &mut o.pipefail, None, "pipefail"),
    (|o| &mut o.posix, None, "posix"),
    (|o| &mut o.verbose, Some('v'), "verbose"),
    (|o| &mut o.vi, None, "vi"),
    (|o| &mut o.xtrace, Some('x'), "xtrace"),
];

/// Options of `shopt`.
const SHOPT: &[Entry] = &[
    (|o| &mut o.autocd, None, "autocd"),
    (|o| &mut o.checkwinsize, None, "checkwinsize"),
    (|o| &mut o.cmdhist, None, "cmdhist"),
    (|o| &mut o.dotglob, None, "dotglob"),
    (|o| &mut o.expand_aliases, None, "expand_aliases"),
    (|o| &mut o.extglob, None, "extglob"),
    (|o| &mut o.failglob, None, "failglob"),
    (|o| &mut o.globasciiranges, None, "globasciiranges"),
    (|o| &mut o.globstar, None, "globstar"),
    (|o| &mut o.histappend, None, "histappend"),
    (|o| &mut o.inherit_errexit, None, "inherit_errexit"),
    (|o| &mut o.interactive_comments, None, "interactive_comments"),
    (|o| &mut o.lastpipe, None, "lastpipe"),
    (|o| &mut o.localvar_inherit, None, "localvar_inherit"),
    (|o| &mut o.nocaseglob, None, "nocaseglob"),
    (|o| &mut o.nocasematch, None, "nocasematch"),
    (|o| &mut o.nullglob, None, "nullglob"),
    (|o| &mut o.shift_verbose, None, "shift_verbose"),
    (|o| &mut o.sourcepath, None, "sourcepath"),
    (|o| &mut o.xpg_echo, None, "xpg_echo"),
];

/// Which table an option is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// `set -o`
    Set,
    /// `shopt`
    Shopt,
}

impl Table {
    fn entries(self) -> &'static [Entry] {
        match self {
            Table::Set => SET,
            Table::Shopt => SHOPT,
        }
    }
}

impl Options {
    /// What a shell begins with; `sh` is strict where bash is not.
    pub fn new(posix: bool) -> Self {
        Options {
            hashall: true,
            braceexpand: !posix,
            posix,
            extglob: false,
            sourcepath: true,
            interactive_comments: true,
            checkwinsize: true,
            cmdhist: true,
            globasciiranges: true,
            expand_aliases: posix,
            xpg_echo: posix,
            ..Options::default()
        }
    }

    /// The option of that name.
    pub fn named(&mut self, table: Table, name: &str) -> Option<&mut bool> {
        let (place, ..) = table.entries().iter().find(|(_, _, known)| *known == name)?;
        Some(place(self))
    }

    /// The option of that letter of `set`.
    pub fn lettered(&mut self, letter: char) -> Option<&mut bool> {
        let (place, ..) = SET.iter().find(|(_, known, _)| *known == Some(letter))?;
        Some(place(self))
    }

    /// Names and values of a table.
    pub fn all(mut self, table: Table) -> Vec<(&'static str, bool)> {
        table.entries().iter().map(|(place, _, name)| (*name, *place(&mut self))).collect()
    }

    /// The letters that are set, as `$-` shows them.
    pub fn letters(mut self) -> String {
        let mut letters: Vec<char> = SET
            .iter()
            .filter_map(|(place, letter, _)| letter.filter(|_| *place(&mut self)))
            .collect();
        letters.sort_by_key(|letter| (letter.is_ascii_uppercase(), *letter));
        letters.into_iter().collect()
    }
}
