//! The component's export: world `program` of `wit/`.

struct Shell;

impl kernelet_system::Guest for Shell {
    fn run() {
        kernelet_system::exit(crate::program::main());
    }
}

kernelet_system::wit::export!(Shell with_types_in kernelet_system::wit);
