//! From the first instruction to the last: [`initialize`] at build time, [`run`] in every process.

use std::{cell::RefCell, collections::HashSet};

use kernelet_quickjs::{introspect, memory, random};
use rquickjs::{Context, Ctx, Function, Object, Runtime, Value, function::This};

use super::{
    boot, builtins, callback,
    callback::AsyncContext,
    description, dotenv, environment, event_loop,
    fatal::{self, exit_code},
    options, process_object, realm, registry, source, stderr,
};
use crate::{
    bindings::{tty_wrap, worker},
    sys,
};

/// JavaScript may use this much of the shadow stack, half of what `build.rs` asks for: about as many calls
/// as in Node. The native stack, which nobody inside can see, runs ahead of it in some recursions (four times
/// in `flat(Infinity)`), so the host gives eight times as much.
const STACK_SIZE: usize = 8 << 20;

/// The two booted states of the image: many of the library's modules look only once whether they
/// are in the main thread or in a worker.
struct Image {
    main: Vm,
    worker: Vm,
}

type Vm = (Runtime, Context);

thread_local! {
    static IMAGE: RefCell<Option<Image>> = const { RefCell::new(None) };
}

/// Build time: compiles Node's library where that has not been done, else boots it up to the freeze
/// point. What fails here fails the build.
pub fn initialize() {
    if let Err(message) = try_initialize() {
        panic!("{message}");
    }
}

fn try_initialize() -> Result<(), String> {
    #[cfg(target_arch = "wasm32")]
    sys::platform::install();
    std::panic::set_hook(Box::new(|info| {
        stderr::write(format!("node: internal error: {info}\n").as_bytes());
    }));
    builtins::load_facts(&builtins::read("process.json")?)?;
    if !builtins::are_compiled() {
        let (_, context) = vm()?;
        return context.with(|ctx| builtins::compile_all(&ctx));
    }
    builtins::load_names()?;
    description::load(&builtins::read("bindings.json")?).map_err(|error| error.to_string())?;
    options::load(&builtins::read("options.json")?).map_err(|error| error.to_string())?;
    let image = Image { main: booted(false)?, worker: booted(true)? };
    builtins::load_rest(2)?;
    for (_, context) in [&image.main, &image.worker] {
        context.with(|ctx| memory::seal(&ctx));
    }
    IMAGE.with_borrow_mut(|kept| *kept = Some(image));
    Ok(())
}

fn vm() -> Result<Vm, String> {
    let runtime = Runtime::new().map_err(|error| error.to_string())?;
    let context = Context::full(&runtime).map_err(|error| error.to_string())?;
    context.with(|ctx| memory::set_stack_size(&ctx, STACK_SIZE));
    Ok((runtime, context))
}

fn booted(is_worker: bool) -> Result<Vm, String> {
    let vm = vm()?;
    vm.1.with(|ctx| {
        realm::create(&ctx, is_worker).map_err(|error| fatal::describe(&ctx, error))?;
        let booted = boot::boot(&ctx)
            .and_then(|()| options::values(&ctx).map(drop))
            .and_then(|()| boot::preload(&ctx));
        booted.map_err(|error| fatal::describe(&ctx, error))?;
        callback::run_microtasks(&ctx);
        memory::collect_garbage(&ctx);
        let usage = memory::usage(&ctx);
        stderr::write(
            format!(
                "node library: booted, {} bytes of heap in {} objects\n",
                usage.heap_used, usage.objects
            )
            .as_bytes(),
        );
        Ok::<(), String>(())
    })?;
    Ok(vm)
}

/// Runs the process: arguments, main script, event loop, exit.
pub fn run() {
    let Some(image) = IMAGE.with_borrow_mut(Option::take) else {
        return fatal::internal("the image was not initialized");
    };
    let mut arguments = arguments();
    let (_, context) =
        if worker::take_argument(&mut arguments) { &image.worker } else { &image.main };
    let code = context.with(|ctx| {
        let code = run_in(&ctx, arguments);
        worker::end(&ctx, code);
        tty_wrap::restore();
        code
    });
    // Never dropped: the process ends with its memory.
    std::mem::forget(image);
    sys::exit(code as u8);
}

fn run_in(ctx: &Ctx<'_>, arguments: Vec<String>) -> i32 {
    memory::set_stack_size(ctx, STACK_SIZE);
    // Who writes where nobody reads is told by EPIPE, as `PlatformInit` arranges.
    let _ = sys::sigaction(sys::signal::SIGPIPE, sys::SignalDisposition::Ignore);
    let seed = sys::random(8).unwrap_or_default();
    random::reseed(ctx, seed.iter().fold(0, |seed, byte| seed << 8 | u64::from(*byte)));
    environment::load();
    event_loop::start();
    crate::bindings::performance::start(ctx);
    let line = match command_line(arguments) {
        Ok(line) => line,
        Err(message) => {
            stderr::write(format!("node: {message}\n").as_bytes());
            return exit_code::INVALID_COMMAND_LINE_ARGUMENT;
        }
    };
    if options::is_set("--version") {
        print(&format!("{}\n", builtins::version()));
        return exit_code::NO_FAILURE;
    }
    let main = match realm::with(ctx, |realm| realm.is_worker) {
        true => "internal/main/worker_thread",
        false => main_script(&line.arguments),
    };
    let title = match options::string("--title") {
        title if title.is_empty() => "node".to_owned(),
        title => title,
    };
    process_object::set_command_line(line.arguments, line.exec_arguments, title);
    if let Err(error) = apply_engine_options(ctx) {
        fatal::internal(&fatal::describe(ctx, error));
        return exit_code::INTERNAL;
    }
    if options::was_given("--eval") {
        source::remember_text("[eval]", &options::string("--eval"), 0);
    }
    if let Err(error) = worker::begin(ctx) {
        fatal::internal(&fatal::describe(ctx, error));
        return exit_code::INTERNAL;
    }
    let context = AsyncContext {
        async_id: 1.0,
        trigger_id: 0.0,
        resource: Object::new(ctx.clone()).ok().map(Object::into_value),
        hooks: false,
    };
    match callback::scope(ctx, context, || boot::run(ctx, main)) {
        Ok(Some(_)) => {}
        // What the program had queued before it failed still runs, when it handled the failure.
        Ok(None) => callback::drain(ctx),
        Err(error) => fatal::uncaught_error(ctx, error, false),
    }
    spin(ctx)
}

fn print(text: &str) {
    let _ = sys::write(1, text.as_bytes());
}

/// The arguments of the process, the program's name first.
fn arguments() -> Vec<String> {
    let mut arguments: Vec<String> = sys::arguments()
        .iter()
        .map(|argument| String::from_utf8_lossy(argument).into_owned())
        .collect();
    if arguments.is_empty() {
        arguments.push("node".to_owned());
    }
    arguments
}

fn command_line(arguments: Vec<String>) -> Result<options::CommandLine, String> {
    load_env_files(&arguments)?;
    let line = options::parse(arguments, environment::find("NODE_OPTIONS").as_deref())?;
    for (variable, option) in [
        ("NODE_PENDING_DEPRECATION", "--pending-deprecation"),
        ("NODE_PRESERVE_SYMLINKS", "--preserve-symlinks"),
        ("NODE_PRESERVE_SYMLINKS_MAIN", "--preserve-symlinks-main"),
    ] {
        if environment::find(variable).as_deref() == Some("1") {
            options::switch_on(option);
        }
    }
    Ok(line)
}

/// `--env-file` and `--env-file-if-exists`: read before the options, since they may set
/// `NODE_OPTIONS`. A variable that is set already stays.
fn load_env_files(arguments: &[String]) -> Result<(), String> {
    let mut rest = arguments.iter().skip(1);
    // Later files override earlier ones.
    let mut from_files = HashSet::new();
    while let Some(argument) = rest.next() {
        if argument == "--" || !argument.starts_with('-') {
            break;
        }
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (argument.as_str(), None),
        };
        let optional = match name {
            "--env-file" => false,
            "--env-file-if-exists" => true,
            _ => continue,
        };
        let Some(path) = value.or_else(|| rest.next().cloned()) else { break };
        match sys::read_file(None, path.as_bytes(), 64 << 20) {
            Ok(text) => {
                for (name, value) in dotenv::parse(&String::from_utf8_lossy(&text)) {
                    if from_files.contains(&name) || environment::find(&name).is_none() {
                        environment::set(&name, &value);
                        from_files.insert(name);
                    }
                }
            }
            Err(_) if optional => {
                stderr::write(format!("{path} not found. Continuing without it.\n").as_bytes());
            }
            Err(_) => return Err(format!("{path}: not found")),
        }
    }
    Ok(())
}

/// `StartExecution`: which script of `internal/main` runs.
fn main_script(arguments: &[String]) -> &'static str {
    let first = arguments.get(1).map_or("", String::as_str);
    if first == "inspect" {
        return "internal/main/inspect";
    }
    if options::is_set("--help") {
        return "internal/main/print_help";
    }
    if options::is_set("[has_eval_string]") && !options::is_set("--interactive") {
        return "internal/main/eval_string";
    }
    if options::is_set("--check") {
        return "internal/main/check_syntax";
    }
    if options::is_set("--test") {
        return "internal/main/test_runner";
    }
    if options::is_set("--watch") {
        return "internal/main/watch_mode";
    }
    if !first.is_empty() && first != "-" {
        return "internal/main/run_main_module";
    }
    if options::is_set("--interactive") || sys::isatty(0) == Ok(true) {
        return "internal/main/repl";
    }
    "internal/main/eval_stdin"
}

/// Options that V8 would act upon.
fn apply_engine_options(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    if options::was_given("--stack-trace-limit") {
        let error: Object<'_> = ctx.globals().get("Error")?;
        error.set("stackTraceLimit", options::number("--stack-trace-limit"))?;
    }
    if options::was_given("--stack-size") {
        let kilobytes = options::number("--stack-size") as usize;
        memory::set_stack_size(ctx, (kilobytes << 10).clamp(64 << 10, STACK_SIZE));
    }
    if options::was_given("--expose-gc") {
        let gc = Function::new(ctx.clone(), |ctx: Ctx<'_>| memory::collect_garbage(&ctx))?;
        super::members::define(&ctx.globals(), "gc", gc.with_name("gc")?)?;
    }
    match options::string("--disable-proto").as_str() {
        "delete" => {
            let object: Object<'_> = ctx.globals().get("Object")?;
            let prototype: Object<'_> = object.get("prototype")?;
            prototype.remove("__proto__")?;
        }
        "throw" => {
            let object: Object<'_> = ctx.globals().get("Object")?;
            let prototype: Object<'_> = object.get("prototype")?;
            let refuse = |ctx: Ctx<'_>| -> rquickjs::Result<()> {
                let message = "Accessing Object.prototype.__proto__ has been disallowed with \
                               --disable-proto=throw";
                Err(super::errors::throw_node(
                    &ctx,
                    super::errors::ErrorKind::Error,
                    "ERR_PROTO_ACCESS",
                    message,
                ))
            };
            let accessor = rquickjs::object::Accessor::new(refuse, refuse);
            prototype.prop("__proto__", accessor.configurable())?;
        }
        _ => {}
    }
    Ok(())
}

/// `SpinEventLoop`, `EmitProcessExit`: the loop, `beforeExit`, `exit`, and the exit code.
fn spin(ctx: &Ctx<'_>) -> i32 {
    let stopping = || realm::with(ctx, |realm| realm.stopping.get());
    let ended = || fatal::current_exit_code(ctx, exit_code::NO_FAILURE);
    crate::bindings::performance::mark(ctx, crate::bindings::performance::LOOP_START);
    loop {
        event_loop::run(ctx);
        if stopping() {
            return ended();
        }
        if event_loop::is_alive() {
            continue;
        }
        event_loop::run_check_tasks(ctx);
        emit(ctx, "beforeExit", fatal::current_exit_code(ctx, exit_code::NO_FAILURE));
        if stopping() {
            return ended();
        }
        if !event_loop::is_alive() {
            break;
        }
    }
    crate::bindings::performance::mark(ctx, crate::bindings::performance::LOOP_EXIT);
    if let Ok(process) = realm::process(ctx) {
        let _ = process.set("_exiting", true);
    }
    emit(ctx, "exit", fatal::current_exit_code(ctx, exit_code::NO_FAILURE));
    let code = fatal::current_exit_code(ctx, exit_code::NO_FAILURE);
    if code == exit_code::NO_FAILURE && !stopping() && is_entry_point_unsettled(ctx) {
        fatal::warn_about_unsettled_await(ctx);
        return exit_code::UNSETTLED_TOP_LEVEL_AWAIT;
    }
    code
}

/// `ProcessEmit`
fn emit(ctx: &Ctx<'_>, event: &str, code: i32) {
    let emitted = realm::process(ctx).and_then(|process| {
        let emit: Value<'_> = process.get("emit")?;
        let Some(emit) = emit.into_function() else { return Ok(()) };
        let this = process.clone();
        callback::scope(ctx, AsyncContext::NONE, || {
            emit.call::<_, Value<'_>>((This(this), event, code))
        })
        .map(drop)
    });
    if let Err(error) = emitted {
        fatal::uncaught_error(ctx, error, false);
    }
}

/// `Environment::unsettled_tla`
fn is_entry_point_unsettled(ctx: &Ctx<'_>) -> bool {
    let promise = registry::private_symbol(ctx, "entry_point_promise_private_symbol")
        .and_then(|symbol| ctx.globals().get::<_, Value<'_>>(symbol));
    let Ok(promise) = promise else { return false };
    matches!(introspect::promise_details(&promise), Some((introspect::PromiseState::Pending, _)))
}
