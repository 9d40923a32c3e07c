//! The component's exports: world `freezable-program` of `wit/`.

struct Node;

impl crate::sys::wit::Guest for Node {
    fn initialize() {
        crate::runtime::initialize();
    }

    fn run() {
        crate::runtime::run();
    }
}

crate::sys::wit::export!(Node with_types_in crate::sys::wit);
