//! The one wasmtime configuration of kernelet.
//!
//! The build step that precompiles components and the host that loads them must agree on every
//! setting that changes code, so both call [`config`]. What does not live here: stores, limits and
//! linkers, which belong to the host.

mod code_memory;

use std::sync::Arc;

pub use code_memory::PAGE;
use wasmtime::{
    Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Result, Strategy,
    WasmBacktraceDetails,
};

/// How the engine gives memory to instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// A pool with room for this many processes at one time. Address space is reserved up front
    /// (4 GiB and a guard for each), memory is touched only when used; creating and dropping an
    /// instance costs microseconds.
    Pooling {
        /// Programs and kernels that may live at one time.
        processes: u32,
    },
    /// `mmap` for each instance: for small machines and for the build.
    OnDemand,
}

/// Bytes of native stack that one guest call may use: address space until it is touched. A guest limits
/// itself by its shadow stack (8 MiB of it for JavaScript), which the native one runs ahead of by up to four
/// times.
pub const MAX_WASM_STACK: usize = 64 << 20;

/// Bytes of the fiber a process runs on: the wasm stack and what the host needs above it.
pub const FIBER_STACK: usize = MAX_WASM_STACK + (1 << 20);

/// Bytes of address space reserved for a linear memory: all that 32 bits can reach, so that the
/// compiler can leave bounds checks out.
const MEMORY_RESERVATION: u64 = 4 << 30;

/// Bytes of a finished instance's memory that its slot keeps for the next one. Where Linux can tell
/// which pages were written (`PAGEMAP_SCAN`), those are copied back from the image instead of being
/// given up, which saves the next start its page faults. More than a start touches.
const KEEP_RESIDENT: usize = 3 << 20;

/// Bytes of a finished instance's native stack that its slot keeps; what a deep recursion took beyond is given
/// back to the system.
const KEEP_STACK: usize = 64 << 10;

/// Slots that may keep memory that way while nothing runs in them.
const WARM_SLOTS: u32 = 16;

/// The configuration that every engine of kernelet has.
pub fn config(allocation: Allocation) -> Config {
    let mut config = Config::new();
    config
        .strategy(Strategy::Cranelift)
        .wasm_component_model(true)
        .concurrency_support(false)
        .gc_support(false)
        .wasm_threads(false)
        .epoch_interruption(true)
        .max_wasm_stack(MAX_WASM_STACK)
        .async_stack_size(FIBER_STACK)
        .async_stack_zeroing(true)
        .memory_reservation(MEMORY_RESERVATION)
        .memory_init_cow(true)
        .with_custom_code_memory(Some(Arc::new(code_memory::InPlace)))
        .wasm_backtrace_details(WasmBacktraceDetails::Disable)
        .generate_address_map(false);
    if let Allocation::Pooling { processes } = allocation {
        let mut pool = PoolingAllocationConfig::new();
        // A program of ours is one module and the two small ones that wit-component adds to break the
        // cycle between imports and memory. A WASI command is such a program, the component that gives it
        // WASI, and what starts it; a user's may be made of more.
        pool.total_component_instances(processes)
            .total_core_instances(processes.saturating_mul(10))
            .total_memories(processes.saturating_mul(2))
            .total_tables(processes.saturating_mul(6))
            .total_stacks(processes)
            .max_memories_per_module(1)
            .max_tables_per_module(2)
            .max_core_instances_per_component(32)
            .max_memories_per_component(4)
            .max_tables_per_component(16)
            .table_elements(20_000)
            .max_memory_size(MEMORY_RESERVATION as usize)
            .pagemap_scan(Enabled::Auto)
            .linear_memory_keep_resident(KEEP_RESIDENT)
            .table_keep_resident(64 << 10)
            .max_unused_warm_slots(WARM_SLOTS)
            .async_stack_keep_resident(KEEP_STACK);
        config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    }
    config
}

/// An engine with that configuration.
pub fn engine(allocation: Allocation) -> Result<Engine> {
    Engine::new(&config(allocation))
}
