//! A component made of components: what it imports, what it instantiates, what it exports.
//!
//! Only whole instances pass between the parts, by name. Types are compared by wasmtime (and the
//! validator) when the result is loaded.

use std::ops::Range;

use wasm_encoder::{
    Alias, Component, ComponentAliasSection, ComponentExportKind, ComponentExportSection,
    ComponentInstanceSection, ComponentSectionId, RawSection,
};
use wasmparser::{ComponentExternalKind, ComponentTypeRef, Parser, Payload};

use crate::error::Error;

/// A component's imports and exports, by name.
#[derive(Debug, Default)]
pub struct Shape {
    /// Names of imported instances and functions.
    pub imports: Vec<String>,
    /// Names of exported instances and functions.
    pub exports: Vec<String>,
    /// The sections before the first definition: types, imports, and aliases of what is imported.
    header: Vec<(u8, Range<u64>)>,
}

/// Reads the shape of a component.
///
/// # Errors
/// When it is not valid.
pub fn shape(component: &[u8]) -> Result<Shape, Error> {
    let mut shape = Shape::default();
    let mut depth = 0u32;
    let mut in_header = true;
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        if depth == 0 && in_header {
            match &payload {
                Payload::Version { .. } | Payload::CustomSection(_) => {}
                Payload::ComponentTypeSection(_)
                | Payload::ComponentImportSection(_)
                | Payload::ComponentAliasSection(_) => shape.header.extend(payload.as_section()),
                _ => in_header = false,
            }
        }
        match payload {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            Payload::ComponentImportSection(imports) if depth == 0 => {
                for import in imports {
                    let import = import?;
                    let named = |ty| {
                        matches!(ty, ComponentTypeRef::Instance(_) | ComponentTypeRef::Func(_))
                    };
                    if named(import.ty) {
                        shape.imports.push(import.name.name.to_string());
                    }
                }
            }
            Payload::ComponentExportSection(exports) if depth == 0 => {
                for export in exports {
                    let export = export?;
                    let kinds = [ComponentExternalKind::Instance, ComponentExternalKind::Func];
                    if kinds.contains(&export.kind) {
                        shape.exports.push(export.name.name.to_string());
                    }
                }
            }
            _ => {}
        }
    }
    Ok(shape)
}

/// A section's bytes; the parser has been there.
pub(crate) fn slice(bytes: &[u8], range: Range<u64>) -> &[u8] {
    let position = |position| usize::try_from(position).unwrap_or(usize::MAX);
    bytes.get(position(range.start)..position(range.end)).unwrap_or_default()
}

/// What is being made.
pub struct Composition {
    component: Component,
    components: u32,
    instances: u32,
    imported: Vec<String>,
}

/// An instance inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instance(u32);

impl Composition {
    /// Imports all instances that `like` imports, with the same types.
    ///
    /// # Errors
    /// When `like` is not valid.
    pub fn importing(like: &[u8]) -> Result<Self, Error> {
        let Shape { imports, header, .. } = shape(like)?;
        let mut component = Component::new();
        for (id, range) in header {
            component.section(&RawSection { id, data: slice(like, range) });
        }
        let instances = u32::try_from(imports.len()).unwrap_or(u32::MAX);
        Ok(Composition { component, components: 0, instances, imported: imports })
    }

    /// The imported instance of that name.
    pub fn imported(&self, name: &str) -> Option<Instance> {
        let position = self.imported.iter().position(|import| import == name)?;
        u32::try_from(position).ok().map(Instance)
    }

    /// Instantiates a component.
    pub fn instantiate(&mut self, component: &[u8], arguments: &[(&str, Instance)]) -> Instance {
        let id = ComponentSectionId::Component.into();
        self.component.section(&RawSection { id, data: component });
        let mut section = ComponentInstanceSection::new();
        let arguments = arguments.iter();
        section.instantiate(
            self.components,
            arguments.map(|(name, instance)| (*name, ComponentExportKind::Instance, instance.0)),
        );
        self.component.section(&section);
        self.components += 1;
        self.next_instance()
    }

    /// The instance that an instance exports as `name`.
    pub fn exported(&mut self, from: Instance, name: &str) -> Instance {
        self.alias(from, ComponentExportKind::Instance, name);
        self.next_instance()
    }

    /// Exports the one function that the whole has: that of an instance, under its name.
    pub fn finish(mut self, from: Instance, function: &str) -> Vec<u8> {
        self.alias(from, ComponentExportKind::Func, function);
        let mut exports = ComponentExportSection::new();
        // Nothing else puts a function into the index space.
        exports.export(function, ComponentExportKind::Func, 0, None);
        self.component.section(&exports);
        self.component.finish()
    }

    /// Exports an instance under `name`.
    pub fn finish_with_instance(mut self, instance: Instance, name: &str) -> Vec<u8> {
        let mut exports = ComponentExportSection::new();
        exports.export(name, ComponentExportKind::Instance, instance.0, None);
        self.component.section(&exports);
        self.component.finish()
    }

    fn alias(&mut self, from: Instance, kind: ComponentExportKind, name: &str) {
        let mut aliases = ComponentAliasSection::new();
        aliases.alias(Alias::InstanceExport { instance: from.0, kind, name });
        self.component.section(&aliases);
    }

    fn next_instance(&mut self) -> Instance {
        let instance = Instance(self.instances);
        self.instances += 1;
        instance
    }
}
