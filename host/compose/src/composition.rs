//! A component made of components: what it imports, what it instantiates, what it exports.
//!
//! Only whole instances pass between the parts, by name. Types are compared by wasmtime (and the
//! validator) when the result is loaded.

use std::ops::Range;

use wasm_encoder::{
    Alias, Component, ComponentAliasSection, ComponentExportKind, ComponentExportSection,
    ComponentInstanceSection, ComponentSectionId, RawSection,
};
use wasmparser::component_types::ComponentEntityType;
use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentOuterAliasKind, ComponentTypeRef, Parser,
    Payload, Validator, WasmFeatures,
};

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
    /// How many types these define.
    types: u32,
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
                | Payload::ComponentAliasSection(_) => {
                    shape.header.extend(payload.as_section());
                    shape.types = shape.types.saturating_add(types_in(&payload)?);
                }
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

/// How many types a section puts into the index space.
fn types_in(section: &Payload) -> Result<u32, Error> {
    let mut count = 0_u32;
    match section {
        Payload::ComponentTypeSection(types) => count = types.count(),
        Payload::ComponentImportSection(imports) => {
            for import in imports.clone() {
                count += u32::from(matches!(import?.ty, ComponentTypeRef::Type(_)));
            }
        }
        Payload::ComponentAliasSection(aliases) => {
            for alias in aliases.clone() {
                let is_type = match alias? {
                    ComponentAlias::InstanceExport { kind, .. } => {
                        kind == ComponentExternalKind::Type
                    }
                    ComponentAlias::Outer { kind, .. } => kind == ComponentOuterAliasKind::Type,
                    ComponentAlias::CoreInstanceExport { .. } => false,
                };
                count += u32::from(is_type);
            }
        }
        _ => {}
    }
    Ok(count)
}

/// What can be passed on of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item {
    /// A function.
    Function,
    /// A type.
    Type,
}

/// The items of the instance that a component exports as `name`.
///
/// # Errors
/// When the component is not valid or exports no such instance.
pub fn items(component: &[u8], name: &str) -> Result<Vec<(String, Item)>, Error> {
    let types = Validator::new_with_features(WasmFeatures::all()).validate_all(component)?;
    let types = types.as_ref();
    let Some(ComponentEntityType::Instance(instance)) =
        types.component_item_for_export(name).map(|item| item.ty)
    else {
        return Err(Error::Component(format!("it does not export `{name}`")));
    };
    let exports = types.get(instance).into_iter().flat_map(|instance| &instance.exports);
    let item = |(name, item): (&String, &wasmparser::component_types::ComponentItem)| {
        let kind = match item.ty {
            ComponentEntityType::Func(_) => Item::Function,
            ComponentEntityType::Type { .. } => Item::Type,
            _ => return None,
        };
        Some((name.clone(), kind))
    };
    Ok(exports.filter_map(item).collect())
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
    functions: u32,
    types: u32,
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
        let Shape { imports, header, types, .. } = shape(like)?;
        let mut component = Component::new();
        for (id, range) in header {
            component.section(&RawSection { id, data: slice(like, range) });
        }
        let instances = u32::try_from(imports.len()).unwrap_or(u32::MAX);
        Ok(Composition {
            component,
            components: 0,
            instances,
            functions: 0,
            types,
            imported: imports,
        })
    }

    /// The imported instance of that name.
    pub fn imported(&self, name: &str) -> Option<Instance> {
        self.imported_where(|import| import == name)
    }

    /// The first imported instance with a name like that.
    pub fn imported_where(&self, fits: impl Fn(&str) -> bool) -> Option<Instance> {
        let position = self.imported.iter().position(|import| fits(import))?;
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

    /// An instance of items that others have.
    pub fn gathered<'a>(
        &mut self,
        items: impl IntoIterator<Item = (&'a str, Item, Instance)>,
    ) -> Instance {
        let mut exports = Vec::new();
        for (name, item, from) in items {
            let (kind, count) = match item {
                Item::Function => (ComponentExportKind::Func, &mut self.functions),
                Item::Type => (ComponentExportKind::Type, &mut self.types),
            };
            exports.push((name, kind, *count));
            *count += 1;
            self.alias(from, kind, name);
        }
        let mut section = ComponentInstanceSection::new();
        section.export_items(exports);
        self.component.section(&section);
        self.next_instance()
    }

    /// Exports a function of an instance under its name.
    pub fn finish(mut self, from: Instance, function: &str) -> Vec<u8> {
        self.alias(from, ComponentExportKind::Func, function);
        let mut exports = ComponentExportSection::new();
        exports.export(function, ComponentExportKind::Func, self.functions, None);
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
