//! `read` and `mapfile`.

use std::rc::Rc;

use kernelet_system as system;
use system::{Errno, Whence};

use super::Letters;
use crate::job;
use crate::state::descriptor::Descriptor;
use crate::state::variable::Value;
use crate::state::{Flow, Shell};
use crate::text;

/// Bytes that are read at a time from what can be put back.
const PIECE: usize = 4096;

/// Bytes after which other tasks get their turn.
const TURN: usize = 4096;

/// Reads bytes without taking more than is asked for: others may read the same descriptor.
struct Source {
    descriptor: Rc<Descriptor>,
    seekable: bool,
    buffer: Vec<u8>,
    at: usize,
}

impl Source {
    fn new(descriptor: Rc<Descriptor>) -> Self {
        let seekable = system::seek(descriptor.fd(), 0, Whence::Current).is_ok();
        Source { descriptor, seekable, buffer: Vec::new(), at: 0 }
    }

    /// The next byte; none at the end.
    async fn next(&mut self) -> Result<Option<u8>, Errno> {
        if self.at == self.buffer.len() {
            let length = if self.seekable { PIECE } else { 1 };
            self.buffer = job::read(self.descriptor.fd(), length).await?;
            self.at = 0;
        }
        let byte = self.buffer.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        Ok(byte)
    }
}

impl Drop for Source {
    /// Puts back what was not taken.
    fn drop(&mut self) {
        let left = (self.buffer.len() - self.at) as i64;
        if left > 0 {
            // Only what can be seeked is read ahead.
            let _ = system::seek(self.descriptor.fd(), -left, Whence::Current);
        }
    }
}

/// Reads a line without its end; none at the end of the file.
pub async fn read_line(shell: &mut Shell, number: u32) -> Flow<Option<String>> {
    let Ok(descriptor) = shell.descriptors.get(number).cloned() else { return Ok(None) };
    let mut source = Source::new(descriptor);
    let mut line = Vec::new();
    loop {
        match source.next().await {
            Ok(Some(b'\n')) => return Ok(Some(text::from_bytes(&line))),
            Ok(Some(byte)) => line.push(byte),
            Ok(None) | Err(_) if line.is_empty() => return Ok(None),
            Ok(None) | Err(_) => return Ok(Some(text::from_bytes(&line))),
        }
    }
}

/// How a `read` ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// At the delimiter, or after as many characters as were asked for.
    Whole,
    /// At the end of the file.
    File,
    /// After the time.
    Time,
}

/// A character, and whether a backslash stood before it.
type Character = (char, bool);

/// `read`
pub(super) async fn read(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "ers", "adinNptu") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("read", &message)),
    };
    if let Some(name) = names.iter().find(|name| crate::syntax::Parser::subject_of(name).is_none())
    {
        return Ok(shell.misused("read", &format!("`{name}': not a valid identifier")));
    }
    let number = letters.value('u').map_or(Some(0), |number| number.parse().ok());
    let descriptor = number.and_then(|number| shell.descriptors.get(number).ok()).cloned();
    let Some(descriptor) = descriptor else {
        shell.complain_of("read", Errno::Badf);
        return Ok(1);
    };
    let delimiter = match letters.value('d') {
        None => b'\n',
        Some(text) => text::to_bytes(text).first().copied().unwrap_or(0),
    };
    let exact = letters.value('N').and_then(|count| count.parse::<usize>().ok());
    let most = exact.or_else(|| letters.value('n').and_then(|count| count.parse().ok()));
    let deadline = match letters.value('t').map(str::parse::<f64>) {
        None => None,
        Some(Ok(seconds)) if seconds >= 0.0 => {
            Some(system::monotonic_nanoseconds().saturating_add((seconds * 1e9) as u64))
        }
        Some(_) => return Ok(shell.misused("read", "invalid timeout specification")),
    };
    if let Some(prompt) = letters.value('p')
        && system::isatty(descriptor.fd()) == Ok(true)
    {
        shell.write_error(prompt);
    }
    if letters.value('t') == Some("0") {
        let target =
            system::PollTarget::Descriptor((descriptor.fd(), system::PollInterest::READABLE));
        let ready = system::poll(&[system::PollSubscription { target }], Some(0));
        return Ok(i32::from(ready.is_ok_and(|ready| ready.is_empty())));
    }
    let raw = letters.has('r');
    let limits = Limits { delimiter: exact.is_none().then_some(delimiter), most, raw };
    let mut taken = Vec::new();
    let end = {
        let taking = take(descriptor, &limits, &mut taken);
        match deadline {
            None => taking.await,
            Some(deadline) => before(taking, deadline).await,
        }
    };
    let end = match end {
        Ok(end) => end,
        Err(errno) => {
            shell.complain_of("read error: 0", errno);
            return Ok(1);
        }
    };
    let characters = characters(&taken, raw);
    store(shell, &letters, names, characters, exact.is_some()).await?;
    Ok(match end {
        End::Whole => 0,
        End::File => 1,
        End::Time => 142,
    })
}

struct Limits {
    delimiter: Option<u8>,
    most: Option<usize>,
    raw: bool,
}

/// Reads up to what ends it.
async fn take(
    descriptor: Rc<Descriptor>,
    limits: &Limits,
    taken: &mut Vec<u8>,
) -> Result<End, Errno> {
    let mut source = Source::new(descriptor);
    let mut escaped = false;
    let mut count = 0;
    loop {
        if taken.len() % TURN == TURN - 1 {
            // What never ends gives others, and the time, their turn.
            job::yield_now().await;
        }
        if limits.most.is_some_and(|most| count >= most) {
            return Ok(End::Whole);
        }
        let Some(byte) = source.next().await? else { return Ok(End::File) };
        if escaped {
            escaped = false;
            if byte == b'\n' {
                // A line goes on after a backslash.
                taken.pop();
                continue;
            }
        } else if Some(byte) == limits.delimiter {
            return Ok(End::Whole);
        } else if byte == b'\\' && !limits.raw {
            escaped = true;
            taken.push(byte);
            continue;
        }
        taken.push(byte);
        // The further bytes of a character do not count.
        count += usize::from(byte & 0xc0 != 0x80 || limits.most.is_none());
        if limits.most == Some(count) && byte >= 0xc0 {
            let length = byte.leading_ones() as usize;
            for _ in 1..length {
                match source.next().await? {
                    Some(next) => taken.push(next),
                    None => return Ok(End::File),
                }
            }
        }
    }
}

/// The same, but not for longer than that.
async fn before(
    taking: impl Future<Output = Result<End, Errno>>,
    deadline: u64,
) -> Result<End, Errno> {
    let mut taking = std::pin::pin!(taking);
    let mut time = std::pin::pin!(job::sleep_until(deadline));
    std::future::poll_fn(|context| {
        if let std::task::Poll::Ready(end) = taking.as_mut().poll(context) {
            return std::task::Poll::Ready(end);
        }
        time.as_mut().poll(context).map(|()| Ok(End::Time))
    })
    .await
}

fn characters(bytes: &[u8], raw: bool) -> Vec<Character> {
    let text = text::from_bytes(bytes);
    let mut characters = Vec::new();
    let mut rest = text.chars();
    while let Some(next) = rest.next() {
        if next == '\\' && !raw {
            characters.extend(rest.next().map(|next| (next, true)));
        } else if next != '\0' {
            characters.push((next, false));
        }
    }
    characters
}

/// Puts what was read into variables.
async fn store(
    shell: &mut Shell,
    letters: &Letters,
    names: &[String],
    read: Vec<Character>,
    exact: bool,
) -> Flow {
    let whole = |characters: &[Character]| {
        characters.iter().map(|(character, _)| *character).collect::<String>()
    };
    let separators =
        shell.variables.get("IFS").and_then(|ifs| ifs.scalar()).unwrap_or(" \t\n").to_string();
    if let Some(name) = letters.value('a') {
        let mut fields = Vec::new();
        let mut rest = read.as_slice();
        while let Some((field, after)) = field(rest, &separators) {
            fields.push(whole(field));
            rest = after;
        }
        shell.check_writable(name)?;
        shell.variables.get_mut(name).value = Value::Array((0..).zip(fields).collect());
        return Ok(());
    }
    if exact {
        let name = names.first().map_or("REPLY", String::as_str);
        return shell.assign(name, whole(&read));
    }
    if names.is_empty() {
        return shell.assign("REPLY", whole(&read));
    }
    let mut rest = read.as_slice();
    for (index, name) in names.iter().enumerate() {
        let value = if index + 1 == names.len() {
            last_field(rest, &separators)
        } else {
            match field(rest, &separators) {
                Some((field, after)) => {
                    rest = after;
                    field
                }
                None => {
                    rest = &[];
                    &[]
                }
            }
        };
        let value = whole(value);
        match crate::syntax::Parser::subject_of(name) {
            Some(crate::syntax::tree::Subject::Element(name, index)) => {
                let index = shell.index_text(&name, &index).await?;
                shell.assign_element(&name, &index, value, false)?;
            }
            _ => shell.assign(name, value)?,
        }
    }
    Ok(())
}

fn is_blank(character: &Character, separators: &str) -> bool {
    !character.1 && matches!(character.0, ' ' | '\t' | '\n') && separators.contains(character.0)
}

fn is_separator(character: &Character, separators: &str) -> bool {
    !character.1 && separators.contains(character.0)
}

fn without_blanks<'c>(characters: &'c [Character], separators: &str) -> &'c [Character] {
    let blanks = characters.iter().take_while(|next| is_blank(next, separators)).count();
    characters.get(blanks..).unwrap_or_default()
}

/// The next field and what follows its separator.
fn field<'c>(
    characters: &'c [Character],
    separators: &str,
) -> Option<(&'c [Character], &'c [Character])> {
    let characters = without_blanks(characters, separators);
    if characters.is_empty() {
        return None;
    }
    let end = characters
        .iter()
        .position(|next| is_separator(next, separators))
        .unwrap_or(characters.len());
    let (field, rest) = characters.split_at(end);
    let mut rest = without_blanks(rest, separators);
    // Blanks and one other separator end a field together.
    if let Some((next, after)) = rest.split_first()
        && is_separator(next, separators)
    {
        rest = without_blanks(after, separators);
    }
    Some((field, rest))
}

/// All that is left, without blanks around it; a single separator at its end belongs to it no more.
fn last_field<'c>(characters: &'c [Character], separators: &str) -> &'c [Character] {
    if let Some((first, [])) = field(characters, separators) {
        return first;
    }
    let mut rest = without_blanks(characters, separators);
    while let Some((last, before)) = rest.split_last()
        && is_blank(last, separators)
    {
        rest = before;
    }
    rest
}

/// `mapfile`
pub(super) async fn mapfile(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, rest) = match Letters::take(words, "t", "dnOsuCc") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("mapfile", &message)),
    };
    if letters.has('C') {
        return Ok(shell.misused("mapfile", "-C: callbacks are not supported"));
    }
    let number = |letter| letters.value(letter).map_or(Some(0), |text| text.parse::<u64>().ok());
    let (Some(most), Some(origin), Some(skip), Some(source)) =
        (number('n'), number('O'), number('s'), number('u'))
    else {
        return Ok(shell.misused("mapfile", "invalid number"));
    };
    let descriptor =
        u32::try_from(source).ok().and_then(|number| shell.descriptors.get(number).ok()).cloned();
    let Some(descriptor) = descriptor else {
        shell.complain_of("mapfile", Errno::Badf);
        return Ok(1);
    };
    let delimiter = match letters.value('d') {
        None => b'\n',
        Some(text) => text::to_bytes(text).first().copied().unwrap_or(0),
    };
    let name = rest.first().map_or("MAPFILE", String::as_str).to_string();
    shell.check_writable(&name)?;
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut line = Vec::new();
    let mut source = Source::new(descriptor);
    loop {
        if most > 0 && lines.len() as u64 >= most.saturating_add(skip) {
            break;
        }
        match source.next().await {
            Ok(Some(byte)) if byte == delimiter => {
                if !letters.has('t') {
                    line.push(byte);
                }
                lines.push(std::mem::take(&mut line));
            }
            Ok(Some(byte)) => line.push(byte),
            Ok(None) | Err(_) => {
                if !line.is_empty() {
                    lines.push(line);
                }
                break;
            }
        }
    }
    drop(source);
    let lines = lines.into_iter().skip(usize::try_from(skip).unwrap_or(usize::MAX));
    let variable = shell.variables.get_mut(&name);
    if !letters.has('O') {
        variable.value = Value::Array(std::collections::BTreeMap::new());
    }
    for (index, line) in (origin..).zip(lines) {
        variable.set_element(index, text::from_bytes(&line));
    }
    Ok(0)
}
