//! Takes the types out of TypeScript. Every character that stays keeps its line and, unless syntax
//! had to be written anew, its column, so that positions need no source map.
//!
//! The parser is swc's, as in the module that Node itself carries for this; so are the texts of the
//! errors. What to do with each construct is decided here.
//!
//! | Module | What |
//! |---|---|
//! | [`report`] | errors as Node shows them, with the source lines |
//! | `text` | the edits of one source text, and the result |
//! | `erase` | types, statements that are only types |
//! | `class` | modifiers, members without a body, parameter properties |
//! | `enumeration`, `namespace` | constructs that have code of their own ([`Mode::Transform`]) |
//!
//! What does not live here: JSX, decorators (they stay as they are), lowering to older JavaScript.

mod class;
mod enumeration;
mod erase;
mod namespace;
pub mod report;
mod text;

#[cfg(test)]
mod tests;

use swc_common::{BytePos, Span};
use swc_ecma_ast::EsVersion;
use swc_ecma_parser::{Parser, StringInput, Syntax, TsSyntax, lexer::Lexer};
use swc_ecma_visit::VisitWith;

/// How much of TypeScript is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Only what can be replaced by white space.
    Strip,
    /// Also enums, namespaces, parameter properties, `import =` and `export =`.
    Transform,
}

/// Why a text was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is no TypeScript.
    InvalidSyntax,
    /// It has constructs that [`Mode::Strip`] cannot take out.
    UnsupportedSyntax,
}

/// A refused text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// Why.
    pub reason: Reason,
    /// One report for each place, with its source lines.
    pub message: String,
}

/// JavaScript, and how its positions are those of the source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The JavaScript.
    pub code: String,
    /// `mappings` of a source map, version 3, with one source.
    pub mappings: String,
}

/// Where the parser starts to count bytes.
const START: u32 = 1;

/// Offset in the text of a position of the parser.
fn offset(position: BytePos) -> usize {
    position.0.saturating_sub(START) as usize
}

/// Offsets of a span.
fn range(span: Span) -> std::ops::Range<usize> {
    offset(span.lo)..offset(span.hi)
}

/// Takes the types out of a text.
pub fn transform(source: &str, mode: Mode) -> Result<Output, Error> {
    let end = BytePos(START + source.len() as u32);
    let syntax = Syntax::Typescript(TsSyntax { decorators: true, ..Default::default() });
    let input = StringInput::new(source, BytePos(START), end);
    let mut parser = Parser::new_from(Lexer::new(syntax, EsVersion::latest(), input, None));
    let parsed = parser.parse_program();
    let recovered = parser.take_errors();
    let program = match parsed {
        Ok(program) if recovered.is_empty() => program,
        parsed => {
            let message = parsed
                .err()
                .into_iter()
                .chain(recovered)
                .map(|error| {
                    report::render(
                        source,
                        range(swc_common::Spanned::span(&error)),
                        &error.kind().msg(),
                    )
                })
                .collect();
            return Err(Error { reason: Reason::InvalidSyntax, message });
        }
    };
    let mut eraser = erase::Eraser::new(source, mode);
    program.visit_with(&mut eraser);
    if !eraser.unsupported.is_empty() {
        let message = eraser
            .unsupported
            .iter()
            .map(|(span, message)| report::render(source, span.clone(), message))
            .collect();
        return Err(Error { reason: Reason::UnsupportedSyntax, message });
    }
    Ok(eraser.text.finish())
}
