//! Where an import asks for a name that is not exported.
//!
//! The engine says which name of which request is missing, not where it stands; V8 says both, and
//! the library reads the line out of the error. The importing module is looked up in the graph and
//! its text is searched for the import.

use kernelet_quickjs::{modules::Module, strings};
use rquickjs::{Ctx, Result, Value};

use crate::{
    bindings::modules::file_url,
    runtime::{registry, source},
    sys,
};

/// The longest text that is searched.
const LIMIT: u64 = 64 << 20;

/// Hangs the line of the import on the error of a failed instantiation.
pub fn show_line<'js>(ctx: &Ctx<'js>, exception: &Value<'js>, graph: &[Module<'js>]) -> Result<()> {
    let Some(error) = exception.as_object() else { return Ok(()) };
    let message = strings::to_utf8(&error.get::<_, Value>("message")?)?;
    let Some((specifier, name)) = missing_export(&message) else { return Ok(()) };
    for module in graph {
        let mut wants = false;
        for request in module.requests()? {
            wants |= strings::to_utf8(&request.specifier)? == specifier;
        }
        if !wants {
            continue;
        }
        let url = module.url()?;
        let Some(path) = file_url::to_path(&url) else { continue };
        let Ok(text) = sys::read_file(None, path.as_bytes(), LIMIT) else { continue };
        let text = String::from_utf8_lossy(&text);
        if let Some(at) = find(&text, specifier, name) {
            let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
            let line = text[line_start..].lines().next().unwrap_or_default();
            let number = text[..at].matches('\n').count() as u32 + 1;
            let column = text[line_start..at].chars().count() as u32 + 1;
            let arrow = source::arrow(&url, number, line, column, name.chars().count());
            error.set(registry::private_symbol(ctx, "arrow_message_private_symbol")?, arrow)?;
            return Ok(());
        }
    }
    Ok(())
}

/// Specifier and name out of V8's two messages.
fn missing_export(message: &str) -> Option<(&str, &str)> {
    let rest = message.strip_prefix("The requested module '")?;
    for middle in
        ["' does not provide an export named '", "' contains conflicting star exports for name '"]
    {
        if let Some((specifier, rest)) = rest.split_once(middle) {
            return Some((specifier, &rest[..rest.find('\'')?]));
        }
    }
    None
}

/// Where the name stands in `import … from 'specifier'` or `export … from 'specifier'`.
fn find(text: &str, specifier: &str, name: &str) -> Option<usize> {
    ['\'', '"'].iter().find_map(|quote| {
        let wanted = format!("{quote}{specifier}{quote}");
        text.match_indices(&wanted).find_map(|(end, _)| {
            let before = text[..end].trim_end().strip_suffix("from")?;
            let start = before.rfind("import").max(before.rfind("export"))?;
            word(&before[start..], name, start).or_else(|| {
                // A default import has a name of its own.
                (name == "default").then(|| {
                    let clause = before[start..].find(char::is_whitespace)? + start;
                    let gap = before[clause..].len() - before[clause..].trim_start().len();
                    Some(clause + gap)
                })?
            })
        })
    })
}

/// Where `name` stands as a whole word; `offset` is added.
fn word(text: &str, name: &str, offset: usize) -> Option<usize> {
    let is_part = |character: char| character.is_alphanumeric() || matches!(character, '_' | '$');
    text.match_indices(name)
        .find(|(at, _)| {
            !text[..*at].ends_with(is_part) && !text[at + name.len()..].starts_with(is_part)
        })
        .map(|(at, _)| at + offset)
}

#[cfg(test)]
mod tests {
    use super::{find, missing_export};

    #[test]
    fn finds_the_name() {
        let text =
            "import a from './x';\nimport { ab, b as c } from \"./y\";\nexport { b } from './z';";
        assert_eq!(find(text, "./y", "b"), text.find("b as c"));
        assert_eq!(find(text, "./z", "b"), text.find("b } from './z'"));
        assert_eq!(find(text, "./x", "default"), text.find("a from './x'"));
        assert_eq!(find(text, "./y", "nope"), None);
    }

    #[test]
    fn reads_the_messages() {
        assert_eq!(
            missing_export("The requested module './a.mjs' does not provide an export named 'b'"),
            Some(("./a.mjs", "b"))
        );
        assert_eq!(missing_export("boo"), None);
    }
}
