//! Components that do nothing, whose imports are those of a world: what a composition copies its own
//! imports from.

use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::{ManglingAndAbi, Resolve, SourceMap};

use crate::error::Error;

/// A component of the one world in the last of these packages, each of which comes after those it uses.
///
/// # Errors
/// When they are no WIT.
pub fn component(packages: Vec<SourceMap>) -> Result<Vec<u8>, Error> {
    let failed = |error: String| Error::Component(error);
    let mut resolve = Resolve::default();
    let mut last = None;
    for package in packages {
        let group = package.parse().map_err(|(_, error)| failed(error.to_string()))?;
        last = Some(resolve.push_group(group).map_err(|error| failed(error.to_string()))?);
    }
    let last = last.ok_or_else(|| failed("there is no package".into()))?;
    let world =
        resolve.select_world(&[last], None).map_err(|error| failed(format!("{error:#}")))?;
    let mut module = wit_component::dummy_module(&resolve, world, ManglingAndAbi::Standard32);
    let encoding = StringEncoding::UTF8;
    wit_component::embed_component_metadata(&mut module, &resolve, world, encoding, false)
        .and_then(|()| ComponentEncoder::default().module(&module)?.encode())
        .map_err(|error| failed(format!("{error:#}")))
}

/// A package of one file.
pub fn package(text: &str) -> SourceMap {
    let mut sources = SourceMap::new();
    sources.push_str("package.wit", text);
    sources
}
