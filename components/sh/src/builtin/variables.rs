//! Builtins about variables.

use super::{Letters, USAGE};
use crate::execute::{Assigned, AssignedValue, Operand};
use crate::expand::quote;
use crate::state::variable::{Case, Value};
use crate::state::{Flow, Interrupt, Shell};

/// Attributes to set (`-x`) and to take away (`+x`).
#[derive(Default)]
struct Attributes {
    set: String,
    cleared: String,
}

impl Attributes {
    fn apply(&self, shell: &mut Shell, name: &str) {
        let by_reference = self.set.contains('n') || self.cleared.contains('n');
        let variable = if by_reference {
            shell.variables.get_itself_mut(name)
        } else {
            shell.variables.get_mut(name)
        };
        for (letters, on) in [(&self.set, true), (&self.cleared, false)] {
            for letter in letters.chars() {
                match letter {
                    'x' => variable.exported = on,
                    'i' => variable.integer = on,
                    'n' => variable.reference = on,
                    'l' => variable.case = on.then_some(Case::Lower),
                    'u' => variable.case = on.then_some(Case::Upper),
                    'a' if on && !matches!(variable.value, Value::Array(_)) => {
                        variable.value = match std::mem::take(&mut variable.value) {
                            Value::Scalar(text) => Value::Array([(0, text)].into()),
                            _ => Value::Array(Default::default()),
                        };
                    }
                    'A' if on && !variable.is_map() => {
                        variable.value = Value::Map(Default::default())
                    }
                    _ => {}
                }
            }
        }
    }

    /// Read-only comes last, after the assignment.
    fn seal(&self, shell: &mut Shell, name: &str) {
        if self.set.contains('r') {
            shell.variables.get_mut(name).readonly = true;
        }
    }
}

/// Takes letters and modes off operands; a message names what is no letter.
fn options(operands: Vec<Operand>, known: &str) -> Result<(Attributes, Vec<Operand>), String> {
    let mut attributes = Attributes::default();
    let mut rest = operands.into_iter().peekable();
    while let Some(Operand::Text(text)) = rest.peek() {
        let (letters, set) = match (text.strip_prefix('-'), text.strip_prefix('+')) {
            (Some(letters), _) if !letters.is_empty() => (letters, true),
            (_, Some(letters)) if !letters.is_empty() => (letters, false),
            _ => break,
        };
        if letters == "-" {
            rest.next();
            break;
        }
        if let Some(wrong) = letters.chars().find(|letter| !known.contains(*letter)) {
            return Err(format!("-{wrong}: invalid option"));
        }
        if set {
            attributes.set.push_str(letters);
        } else {
            attributes.cleared.push_str(letters);
        }
        rest.next();
    }
    Ok((attributes, rest.collect()))
}

/// An operand as an assignment: its name, and what is assigned if anything is.
fn assignment(operand: Operand) -> Result<(String, Option<Assigned>), String> {
    match operand {
        Operand::Assignment(assigned) => Ok((assigned.name.clone(), Some(assigned))),
        Operand::Text(text) => {
            let (name, value) = match text.split_once('=') {
                Some((name, value)) => (name, Some(value.to_string())),
                None => (text.as_str(), None),
            };
            let (name, append) = match name.strip_suffix('+') {
                Some(name) if value.is_some() => (name, true),
                _ => (name, false),
            };
            let (bare, index) = match name.split_once('[') {
                Some((bare, index)) => (bare, index.strip_suffix(']').map(str::to_string)),
                None => (name, None),
            };
            if !crate::syntax::is_name(bare) {
                return Err(text);
            }
            let assigned = value.map(|value| Assigned {
                name: bare.into(),
                index,
                append,
                value: AssignedValue::Scalar(value),
            });
            Ok((bare.to_string(), assigned))
        }
    }
}

/// `declare`, `typeset`, `local`
pub(super) async fn declare(shell: &mut Shell, builtin: &str, operands: Vec<Operand>) -> Flow<i32> {
    let (attributes, operands) = match options(operands, "aAilnrtuxpfFgI") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused(builtin, &message)),
    };
    let has = |letter| attributes.set.contains(letter);
    let local = builtin == "local" || (shell.variables.in_function() && !has('g'));
    if builtin == "local" && !shell.variables.in_function() {
        shell.complain("local: can only be used in a function");
        return if shell.options.posix { Err(Interrupt::Abort(USAGE)) } else { Ok(1) };
    }
    if has('f') || has('F') {
        return functions(shell, operands, has('F')).await;
    }
    if has('p') || (operands.is_empty() && builtin != "local") {
        return show(shell, operands, &attributes.set.replace('p', "")).await;
    }
    let mut status = 0;
    for operand in operands {
        let (name, assigned) = match assignment(operand) {
            Ok(assignment) => assignment,
            Err(text) => {
                shell.complain(&format!("{builtin}: `{text}': not a valid identifier"));
                status = 1;
                continue;
            }
        };
        if local {
            let outer = shell.variables.get_itself(&name).cloned();
            if outer.as_ref().is_some_and(|outer| outer.readonly) && assigned.is_some() {
                shell.complain(&format!("{builtin}: {name}: readonly variable"));
                status = 1;
                continue;
            }
            if shell.variables.hide(&name) {
                let inherits = (shell.options.posix && assigned.is_none()) || has('I');
                let variable = shell.variables.get_itself_mut(&name);
                if let Some(outer) = outer {
                    variable.exported = outer.exported;
                    if inherits {
                        *variable = outer;
                    }
                }
            }
        }
        if has('n')
            && let Some(Assigned { value: AssignedValue::Scalar(target), .. }) = &assigned
        {
            let variable = shell.variables.get_itself_mut(&name);
            variable.value = Value::Scalar(target.clone());
            attributes.apply(shell, &name);
            continue;
        }
        if let Some(assigned) = &assigned
            && shell.check_writable(&assigned.name).is_err()
        {
            status = 1;
            continue;
        }
        attributes.apply(shell, &name);
        if let Some(assigned) = assigned {
            shell.assign_expanded(assigned)?;
        }
        attributes.seal(shell, &name);
    }
    Ok(status)
}

/// Shows functions: their sources, or only their names.
async fn functions(shell: &mut Shell, operands: Vec<Operand>, only_names: bool) -> Flow<i32> {
    let mut wanted: Vec<String> = operands.into_iter().map(Operand::into_text).collect();
    let all = wanted.is_empty();
    if all {
        wanted = shell.functions.keys().cloned().collect();
        wanted.sort();
    }
    let mut text = String::new();
    let mut status = 0;
    for name in wanted {
        match shell.functions.get(&name) {
            Some(_) if only_names && all => text.push_str(&format!("declare -f {name}\n")),
            Some(_) if only_names => text.push_str(&format!("{name}\n")),
            Some(function) => text.push_str(&format!("{name} () \n{}\n", function.source)),
            None => status = 1,
        }
    }
    Ok(shell.print(&text).await?.max(status))
}

/// Shows variables as the commands that make them.
async fn show(shell: &mut Shell, operands: Vec<Operand>, letters: &str) -> Flow<i32> {
    let mut wanted: Vec<String> = operands.into_iter().map(Operand::into_text).collect();
    if wanted.is_empty() {
        wanted = shell.variables.names();
        wanted.retain(|name| {
            let variable = shell.variables.get_itself(name).cloned().unwrap_or_default();
            let attributes = crate::expand::attributes(&variable);
            letters.chars().all(|letter| attributes.contains(letter))
        });
    }
    let mut text = String::new();
    let mut status = 0;
    for name in wanted {
        match shell.variables.get_itself(&name) {
            Some(variable) => {
                text.push_str(&format!("{}\n", crate::expand::declaration(&name, variable)))
            }
            None => {
                shell.complain(&format!("declare: {name}: not found"));
                status = 1;
            }
        }
    }
    Ok(shell.print(&text).await?.max(status))
}

/// `export` and `readonly`
pub(super) async fn attribute(
    shell: &mut Shell,
    builtin: &str,
    operands: Vec<Operand>,
) -> Flow<i32> {
    let (mut attributes, operands) = match options(operands, "aAfnp") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused(builtin, &message)),
    };
    if attributes.set.contains('f') {
        // A child gets no functions: there is nothing to export.
        return Ok(0);
    }
    let letter = if builtin == "export" { 'x' } else { 'r' };
    if operands.is_empty() || attributes.set.contains('p') {
        return list_attributed(shell, builtin, letter).await;
    }
    let removes = attributes.set.contains('n') && builtin == "export";
    attributes.set.retain(|letter| "aA".contains(letter));
    let mut status = 0;
    for operand in operands {
        let (name, assigned) = match assignment(operand) {
            Ok(assignment) => assignment,
            Err(text) => {
                shell.complain(&format!("{builtin}: `{text}': not a valid identifier"));
                if shell.options.posix {
                    return Err(Interrupt::Abort(USAGE));
                }
                status = 1;
                continue;
            }
        };
        attributes.apply(shell, &name);
        if let Some(assigned) = assigned {
            shell.assign_expanded(assigned)?;
        }
        let variable = shell.variables.get_mut(&name);
        match letter {
            'x' => variable.exported = !removes,
            _ => variable.readonly = true,
        }
    }
    Ok(status)
}

async fn list_attributed(shell: &mut Shell, builtin: &str, letter: char) -> Flow<i32> {
    let mut text = String::new();
    for name in shell.variables.names() {
        let Some(variable) = shell.variables.get_itself(&name) else { continue };
        if !(if letter == 'x' { variable.exported } else { variable.readonly }) {
            continue;
        }
        text.push_str(&match (shell.options.posix, variable.scalar()) {
            (true, Some(value)) => format!("{builtin} {name}={}\n", quote::single(value)),
            (true, None) => format!("{builtin} {name}\n"),
            (false, _) => format!("{}\n", crate::expand::declaration(&name, variable)),
        });
    }
    shell.print(&text).await
}

/// `unset`
pub(super) fn unset(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let (letters, names) = match Letters::take(words, "fvn", "") {
        Ok(taken) => taken,
        Err(message) => return Ok(shell.misused("unset", &message)),
    };
    let mut status = 0;
    for name in names {
        let (bare, index) = match name.split_once('[') {
            Some((bare, index)) => (bare, index.strip_suffix(']')),
            None => (name.as_str(), None),
        };
        let is_variable = shell.variables.get_itself(bare).is_some();
        if letters.has('f') || (!is_variable && !letters.has('v')) {
            std::rc::Rc::make_mut(&mut shell.functions).remove(name);
            continue;
        }
        let bare = if letters.has('n') { bare.to_string() } else { shell.variables.resolve(bare) };
        if shell.variables.get_itself(&bare).is_some_and(|variable| variable.readonly) {
            shell.complain(&format!("unset: {bare}: cannot unset: readonly variable"));
            if shell.options.posix {
                return Err(Interrupt::Abort(USAGE));
            }
            status = 1;
            continue;
        }
        match index {
            None => shell.variables.remove(&bare),
            Some("@" | "*") => {
                shell.variables.get_mut(&bare).value = Value::Array(Default::default())
            }
            Some(index) => {
                let is_map = shell.variables.get(&bare).is_some_and(|variable| variable.is_map());
                let number = if is_map { 0 } else { shell.evaluate(index)? };
                let variable = shell.variables.get_mut(&bare);
                let place = variable.index(number);
                match (&mut variable.value, place) {
                    (Value::Map(elements), _) => drop(elements.remove(index)),
                    (Value::Array(elements), Some(place)) => drop(elements.remove(&place)),
                    (value, Some(0)) => *value = Value::Unset,
                    _ => {}
                }
            }
        }
    }
    Ok(status)
}

/// `let`
pub(super) fn evaluate(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    if words.is_empty() {
        return Ok(shell.misused("let", "expression expected"));
    }
    let mut last = 0;
    for word in words {
        match shell.evaluate(word) {
            Ok(value) => last = value,
            Err(Interrupt::Abort(_)) => return Ok(1),
            Err(other) => return Err(other),
        }
    }
    Ok(i32::from(last == 0))
}

/// `getopts`
pub(super) fn getopts(shell: &mut Shell, words: &[String]) -> Flow<i32> {
    let [options, name, rest @ ..] = words else {
        return Ok(shell.misused("getopts", "usage: getopts optstring name [arg ...]"));
    };
    let arguments = if rest.is_empty() { shell.arguments.to_vec() } else { rest.to_vec() };
    let silent = options.starts_with(':');
    let known = options.trim_start_matches(':');
    let mut index =
        shell.value("OPTIND").and_then(|text| text.parse::<usize>().ok()).unwrap_or(1).max(1);
    let mut offset = shell.getopts_offset;
    let word = arguments.get(index - 1).map(String::as_str).unwrap_or_default();
    let ends = offset == 0 && (!word.starts_with('-') || word == "-" || word == "--");
    if ends || word.is_empty() {
        if word == "--" {
            shell.assign("OPTIND", (index + 1).to_string())?;
        }
        shell.assign(name, "?")?;
        shell.variables.remove("OPTARG");
        return Ok(1);
    }
    let letters: Vec<char> = word.chars().collect();
    let letter = letters.get(offset + 1).copied().unwrap_or('?');
    offset += 1;
    let at_end = offset + 1 >= letters.len();
    let position = known.find(letter).filter(|_| letter != ':');
    let takes_value = position
        .is_some_and(|at| known.get(at + letter.len_utf8()..).is_some_and(|t| t.starts_with(':')));
    let mut result = letter.to_string();
    let mut value = None;
    let mut message = None;
    if position.is_none() {
        result = "?".into();
        if silent {
            value = Some(letter.to_string());
        } else {
            message = Some(format!("illegal option -- {letter}"));
        }
    } else if takes_value {
        if !at_end {
            value = Some(letters.iter().skip(offset + 1).collect());
        } else if let Some(next) = arguments.get(index) {
            value = Some(next.clone());
            index += 1;
        } else if silent {
            result = ":".into();
            value = Some(letter.to_string());
        } else {
            result = "?".into();
            message = Some(format!("option requires an argument -- {letter}"));
        }
    }
    if at_end || (takes_value && position.is_some()) {
        index += 1;
        offset = 0;
    }
    shell.assign("OPTIND", index.to_string())?;
    shell.getopts_offset = offset;
    if let Some(message) = message
        && shell.value("OPTERR").as_deref() != Some("0")
    {
        shell.write_error(&format!("{}: {message}\n", shell.name));
    }
    match value {
        Some(value) => shell.assign("OPTARG", value)?,
        None => shell.variables.remove("OPTARG"),
    }
    shell.assign(name, result)?;
    Ok(0)
}
