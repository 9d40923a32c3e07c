//! The one store. A call into it may come back out (an imported function) and in again.

use std::{
    cell::{Cell, RefCell},
    ptr::NonNull,
};

use wasmi::{AsContextMut, Caller, CompilationMode, Config, Engine, Store, StoreContextMut};

/// What the store carries: nothing.
pub type Data = ();

struct World {
    engine: Engine,
    store: Store<Data>,
}

thread_local! {
    /// Made when a program first uses it: nothing of it is in the frozen image.
    static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
    /// The store of the innermost imported function that is running.
    static CURRENT: Cell<Option<NonNull<StoreContextMut<'static, Data>>>> =
        const { Cell::new(None) };
}

/// How deep calls may nest before they are a stack overflow.
const MAX_DEPTH: usize = 10_000;

fn world() -> World {
    let mut config = Config::default();
    // A program of megabytes starts without translating what it never calls.
    config.compilation_mode(CompilationMode::LazyTranslation);
    config.set_max_recursion_depth(MAX_DEPTH);
    let engine = Engine::new(&config);
    World { store: Store::new(&engine, ()), engine }
}

/// The engine.
pub fn engine() -> Engine {
    WORLD.with(|known| match known.try_borrow_mut() {
        Ok(mut known) => known.get_or_insert_with(world).engine.clone(),
        // A call is running: its store knows the engine.
        Err(_) => with(|store| store.engine().clone()),
    })
}

/// Gives the store to `work`, which must not run JavaScript except through a call into the store.
pub fn with<R>(work: impl FnOnce(StoreContextMut<'_, Data>) -> R) -> R {
    if let Some(mut current) = CURRENT.get() {
        // SAFETY: it points at the context of an imported function that waits for the JavaScript it
        // called, and through it for us; nobody else uses it until we return. `entered` takes it
        // away again before the context goes.
        let current = unsafe { current.as_mut() };
        return work(current.as_context_mut());
    }
    WORLD.with(|known| {
        let mut known = known.borrow_mut();
        work(known.get_or_insert_with(world).store.as_context_mut())
    })
}

/// Runs the JavaScript of an imported function: [`with`] reaches the caller's store meanwhile.
pub fn entered<R>(caller: &mut Caller<'_, Data>, work: impl FnOnce() -> R) -> R {
    struct Restore(Option<NonNull<StoreContextMut<'static, Data>>>);
    impl Drop for Restore {
        fn drop(&mut self) {
            CURRENT.set(self.0);
        }
    }
    let mut context = caller.as_context_mut();
    // The lifetime is forgotten here and observed by `Restore`.
    let pointer = NonNull::from(&mut context).cast::<StoreContextMut<'static, Data>>();
    let restore = Restore(CURRENT.replace(Some(pointer)));
    let result = work();
    drop(restore);
    result
}
