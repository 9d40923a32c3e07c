//! Random changes of the tree against a naive model: a map of paths. Over layers the model is
//! copied out of them before the first change.

use crate::errno::Errno;
use crate::kernel::Kernel;
use crate::layer::tests::over;
use crate::testing::{check_invariants, flags, kernel, start};
use crate::types::FileType;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn read(kernel: &mut Kernel, path: &str) -> Result<String, Errno> {
    kernel.read_file(None, path.as_bytes(), 1 << 20).map(|data| String::from_utf8(data).unwrap())
}

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Directory,
    File(usize),
}

/// Paths below the root to nodes; files by number, so that hard links are seen.
#[derive(Debug, Default)]
struct Model {
    nodes: BTreeMap<String, Node>,
    files: Vec<String>,
}

impl Model {
    fn parent_error(&self, path: &str) -> Result<(), Errno> {
        let mut prefix = String::new();
        let names: Vec<&str> = path.split('/').collect();
        for name in &names[..names.len() - 1] {
            if !prefix.is_empty() {
                prefix.push('/');
            }
            prefix.push_str(name);
            match self.nodes.get(&prefix) {
                None => return Err(Errno::Noent),
                Some(Node::File(_)) => return Err(Errno::Notdir),
                Some(Node::Directory) => {}
            }
        }
        Ok(())
    }

    fn is_empty(&self, path: &str) -> bool {
        !self.nodes.keys().any(|other| other.starts_with(&format!("{path}/")))
    }

    fn get(&self, path: &str) -> Result<Option<Node>, Errno> {
        self.parent_error(path)?;
        Ok(self.nodes.get(path).cloned())
    }

    fn apply(&mut self, operation: &Operation) -> Result<(), Errno> {
        match operation {
            Operation::Mkdir(path) => {
                if self.get(path)?.is_some() {
                    return Err(Errno::Exist);
                }
                self.nodes.insert(path.clone(), Node::Directory);
            }
            Operation::Rmdir(path) => match self.get(path)?.ok_or(Errno::Noent)? {
                Node::File(_) => return Err(Errno::Notdir),
                Node::Directory if !self.is_empty(path) => return Err(Errno::Notempty),
                Node::Directory => {
                    self.nodes.remove(path);
                }
            },
            Operation::Append(path, text) => match self.get(path)? {
                Some(Node::Directory) => return Err(Errno::Isdir),
                Some(Node::File(file)) => self.files[file].push_str(text),
                None => {
                    self.nodes.insert(path.clone(), Node::File(self.files.len()));
                    self.files.push(text.clone());
                }
            },
            Operation::Unlink(path) => match self.get(path)?.ok_or(Errno::Noent)? {
                Node::Directory => return Err(Errno::Isdir),
                Node::File(_) => {
                    self.nodes.remove(path);
                }
            },
            Operation::Link(old, new) => {
                let node = self.get(old)?.ok_or(Errno::Noent)?;
                if self.get(new)?.is_some() {
                    return Err(Errno::Exist);
                }
                if node == Node::Directory {
                    return Err(Errno::Perm);
                }
                self.nodes.insert(new.clone(), node);
            }
            Operation::Rename(old, new) => return self.rename(old, new),
        }
        Ok(())
    }

    fn rename(&mut self, old: &str, new: &str) -> Result<(), Errno> {
        self.parent_error(old)?;
        self.parent_error(new)?;
        let moved = self.get(old)?.ok_or(Errno::Noent)?;
        if new.starts_with(&format!("{old}/")) {
            return Err(Errno::Inval);
        }
        if old.starts_with(&format!("{new}/")) {
            return Err(Errno::Notempty);
        }
        let replaced = self.get(new)?;
        if old == new || (moved != Node::Directory && replaced.as_ref() == Some(&moved)) {
            return Ok(());
        }
        match (&moved, &replaced) {
            (Node::Directory, Some(Node::File(_))) => return Err(Errno::Notdir),
            (Node::File(_), Some(Node::Directory)) => return Err(Errno::Isdir),
            (_, Some(Node::Directory)) if !self.is_empty(new) => return Err(Errno::Notempty),
            _ => {}
        }
        let prefix = format!("{old}/");
        let below: Vec<String> =
            self.nodes.keys().filter(|path| path.starts_with(&prefix)).cloned().collect();
        for path in below {
            let node = self.nodes.remove(&path).unwrap();
            self.nodes.insert(path.replacen(old, new, 1), node);
        }
        self.nodes.remove(old);
        self.nodes.insert(new.to_owned(), moved);
        Ok(())
    }
}

#[derive(Debug, Clone)]
enum Operation {
    Mkdir(String),
    Rmdir(String),
    Append(String, String),
    Unlink(String),
    Link(String, String),
    Rename(String, String),
}

fn paths() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..4)
        .prop_map(|names| names.join("/"))
}

fn operations() -> impl Strategy<Value = Operation> {
    prop_oneof![
        3 => paths().prop_map(Operation::Mkdir),
        1 => paths().prop_map(Operation::Rmdir),
        3 => (paths(), "[a-z]{0,3}").prop_map(|(path, text)| Operation::Append(path, text)),
        1 => paths().prop_map(Operation::Unlink),
        2 => (paths(), paths()).prop_map(|(old, new)| Operation::Link(old, new)),
        4 => (paths(), paths()).prop_map(|(old, new)| Operation::Rename(old, new)),
    ]
}

fn apply(kernel: &mut Kernel, operation: &Operation) -> Result<(), Errno> {
    match operation {
        Operation::Mkdir(path) => kernel.mkdir(None, path.as_bytes(), 0o755),
        Operation::Rmdir(path) => kernel.rmdir(None, path.as_bytes()),
        Operation::Append(path, text) => {
            let fd = kernel.open(None, path.as_bytes(), flags("wca"), 0o644)?;
            kernel.write(fd, text.as_bytes()).unwrap();
            kernel.close(fd)
        }
        Operation::Unlink(path) => kernel.unlink(None, path.as_bytes()),
        Operation::Link(old, new) => {
            kernel.link((None, old.as_bytes()), (None, new.as_bytes()), false)
        }
        Operation::Rename(old, new) => {
            kernel.rename((None, old.as_bytes()), (None, new.as_bytes()))
        }
    }
}

/// The tree below a directory as the kernel lists it.
fn list(kernel: &mut Kernel, directory: &str, into: &mut BTreeMap<String, Option<String>>) {
    let fd = kernel.open(None, format!("./{directory}").as_bytes(), flags("rd"), 0).unwrap();
    let entries = kernel.readdir(fd, 0, 100).unwrap();
    kernel.close(fd).unwrap();
    for entry in entries {
        let name = String::from_utf8(entry.name).unwrap();
        let path = if directory.is_empty() { name } else { format!("{directory}/{name}") };
        if entry.kind == FileType::Directory {
            list(kernel, &path, into);
            into.insert(path, None);
        } else {
            let text = read(kernel, &path).unwrap();
            into.insert(path, Some(text));
        }
    }
}

/// A layer: paths with the text of a file, or none for a directory.
type Layer = Vec<(String, Option<String>)>;

fn layers() -> impl Strategy<Value = Vec<Layer>> {
    let node = (paths(), prop::option::of("[a-z]{1,3}"));
    prop::collection::vec(prop::collection::vec(node, 0..8), 1..5)
}

/// Whether the entries make a tree: nothing is below a file, no path is there twice.
fn tidy(layer: &Layer) -> Layer {
    let mut kept: Layer = Vec::new();
    for (path, text) in layer {
        let clash = kept.iter().any(|(other, other_text)| {
            other == path
                || (other_text.is_some() && path.starts_with(&format!("{other}/")))
                || (text.is_some() && other.starts_with(&format!("{path}/")))
        });
        if !clash {
            kept.push((path.clone(), text.clone()));
        }
    }
    kept
}

/// What shows through, the naive way: layer by layer from the top, each path with its parents. A
/// file of a layer, seen or not, hides what the layers below it have at its path.
fn merged(layers: &[Layer]) -> Model {
    let mut model = Model::default();
    let mut files: Vec<&str> = Vec::new();
    for layer in layers {
        let above = model.nodes.clone();
        let hidden = |path: &str| {
            let mut prefix = path;
            loop {
                if files.contains(&prefix) {
                    return true;
                }
                match prefix.rsplit_once('/') {
                    Some((parent, _)) => prefix = parent,
                    None => return false,
                }
            }
        };
        for (path, text) in layer {
            let ends = path.match_indices('/').map(|(end, _)| end);
            for parent in ends.map(|end| &path[..end]).filter(|parent| !hidden(parent)) {
                model.nodes.entry(parent.to_owned()).or_insert(Node::Directory);
            }
            if hidden(path) || above.contains_key(path) {
                continue;
            }
            let node = match text {
                None => Node::Directory,
                Some(text) => {
                    model.files.push(text.clone());
                    Node::File(model.files.len() - 1)
                }
            };
            model.nodes.insert(path.clone(), node);
        }
        files.extend(layer.iter().filter(|(_, text)| text.is_some()).map(|(path, _)| &**path));
    }
    model
}

fn check_against(
    kernel: &mut Kernel,
    mut model: Model,
    operations: &[Operation],
) -> Result<(), TestCaseError> {
    for operation in operations {
        let expected = model.apply(operation);
        prop_assert_eq!(apply(kernel, operation), expected, "{:?}", operation);
    }
    let mut found = BTreeMap::new();
    list(kernel, "", &mut found);
    let expected: BTreeMap<String, Option<String>> = model
        .nodes
        .iter()
        .map(|(path, node)| {
            let text = match node {
                Node::Directory => None,
                Node::File(file) => Some(model.files[*file].clone()),
            };
            (path.clone(), text)
        })
        .collect();
    prop_assert_eq!(found, expected);
    check_invariants(kernel);
    Ok(())
}

proptest! {
    #![proptest_config(crate::testing::cases(300))]
    #[test]
    fn fuzz_the_tree_equals_a_map_of_paths(operations in prop::collection::vec(operations(), 1..60)) {
        let (mut kernel, _) = kernel();
        start(&mut kernel, "sh");
        check_against(&mut kernel, Model::default(), &operations)?;
    }

    #[test]
    fn fuzz_an_overlay_equals_a_map_of_paths(
        layers in layers(),
        operations in prop::collection::vec(operations(), 0..40),
    ) {
        let layers: Vec<Layer> = layers.iter().map(tidy).collect();
        let lines: Vec<Vec<String>> = layers
            .iter()
            .map(|layer| layer.iter().map(|(path, text)| match text {
                None => format!("d /tree/{path}"),
                Some(text) => format!("f /tree/{path} {text}"),
            }).chain(["d /tree".to_owned()]).collect())
            .collect();
        let lines: Vec<Vec<&str>> =
            lines.iter().map(|layer| layer.iter().map(String::as_str).collect()).collect();
        let lines: Vec<&[&str]> = lines.iter().map(Vec::as_slice).collect();
        let mut kernel = over(&lines);
        kernel.chdir(b"/tree").unwrap();
        check_against(&mut kernel, merged(&layers), &operations)?;
    }
}
