//! `StatWatcher(bigint)`: `start(path, interval)` and `onchange(status, stats)`, what `fs.watchFile` is
//! made of. It looks at the file every `interval` milliseconds, as libuv's `uv_fs_poll` does, which is
//! what its documentation promises; `fs.watch` is told of changes instead (`fs_event_wrap`).

use std::{cell::RefCell, rc::Rc};

use rquickjs::{Ctx, Function, Object, Persistent, Result, Value, function::This};

use super::{answer, argument, state::State};
use crate::{
    runtime::{
        async_wrap::{self, BaseClass, Handle},
        callback,
        event_loop::{self, WatchId},
        members::{self, Arguments, define, set_native},
        realm::{self, Slot},
    },
    sys::{self, Errno, wit::kernelet::kernel::types::Stat},
};

struct StatWatcher {
    watch: Option<WatchId>,
    referenced: bool,
    bigint: bool,
    /// What was seen last: none before the first look.
    seen: Option<std::result::Result<(), Errno>>,
    /// The attributes when the file was last there.
    stat: Option<Stat>,
}

impl Handle for StatWatcher {
    fn close(&mut self, ctx: &Ctx<'_>) {
        if let Some(watch) = self.watch.take() {
            event_loop::unwatch(ctx, watch);
        }
    }

    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool) {
        self.referenced = referenced;
        if let Some(watch) = self.watch {
            event_loop::set_referenced(ctx, watch, referenced);
        }
    }

    fn has_reference(&self) -> bool {
        self.referenced
    }

    fn is_active(&self) -> bool {
        self.referenced && self.watch.is_some()
    }
}

/// Sets the class.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::HandleWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "StatWatcher", 0, Some(&parent), |arguments, prototype| {
            let ctx = arguments.ctx();
            let object = Object::new_proto(ctx.clone(), Some(&prototype))?;
            async_wrap::initialize(ctx, &object, "STATWATCHER")?;
            let bigint = arguments.is_true(0);
            let watcher =
                StatWatcher { watch: None, referenced: true, bigint, seen: None, stat: None };
            let watcher = Rc::new(RefCell::new(watcher));
            async_wrap::set_handle(ctx, &object, watcher.clone())?;
            // The method finds the handle through a function that only it can reach.
            let start =
                members::native(ctx, "start", 0, move |arguments| start(arguments, &watcher))?;
            object.set(key(ctx)?, start)?;
            Ok(object.into_value())
        })?;
    set_native(&prototype, "start", 0, |arguments| {
        let object = arguments.this_object()?;
        let start: Function<'_> = object.get(key(arguments.ctx())?)?;
        start.call((This(object), arguments.get(0), arguments.get(1)))
    })?;
    define(target, "StatWatcher", constructor)
}

/// The private symbol under which an object keeps its handle.
fn key<'js>(ctx: &Ctx<'js>) -> Result<Value<'js>> {
    if let Some(key) = realm::get(ctx, Slot::StatWatcherKey) {
        return Ok(key);
    }
    let symbol = kernelet_quickjs::symbols::private_symbol(ctx, "node:stat_watcher")?.into_value();
    realm::set(ctx, Slot::StatWatcherKey, &symbol);
    Ok(symbol)
}

/// `start(path, interval)`
fn start<'js>(
    arguments: &Arguments<'_, 'js>,
    watcher: &Rc<RefCell<StatWatcher>>,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let path = argument::path(arguments, 0)?;
    let interval = arguments.number(1) as u64;
    let Ok(mut handle) = watcher.try_borrow_mut() else {
        return Ok(Value::new_int(ctx.clone(), Errno::Busy.uv()));
    };
    if handle.watch.is_some() {
        return Ok(Value::new_int(ctx.clone(), 0));
    }
    let object = Persistent::save(ctx, arguments.this_object()?);
    let (first_object, first_path) = (object.clone(), path.clone());
    let (own, first) = (Rc::clone(watcher), Rc::clone(watcher));
    let every = Box::new(move |ctx: &Ctx<'_>| look(ctx, &own, &object, &path));
    let watch = event_loop::watch_interval(ctx, interval, every);
    event_loop::set_referenced(ctx, watch, handle.referenced);
    handle.watch = Some(watch);
    // What is changed right after this call is a change.
    if let Ok(stat) = sys::stat(None, &first_path, true) {
        (handle.seen, handle.stat) = (Some(Ok(())), Some(stat));
        return Ok(Value::new_int(ctx.clone(), 0));
    }
    event_loop::defer(ctx, Box::new(move |ctx| look(ctx, &first, &first_object, &first_path)));
    Ok(Value::new_int(ctx.clone(), 0))
}

/// Looks at the file, and tells when it is not as it was.
fn look(
    ctx: &Ctx<'_>,
    watcher: &Rc<RefCell<StatWatcher>>,
    object: &Persistent<Object<'static>>,
    path: &[u8],
) -> Result<()> {
    let found = sys::stat(None, path, true);
    let (status, now, before, bigint) = {
        let Ok(mut watcher) = watcher.try_borrow_mut() else { return Ok(()) };
        if watcher.watch.is_none() {
            return Ok(());
        }
        let seen = watcher.seen.replace(found.as_ref().map(|_| ()).map_err(|errno| *errno));
        let before = watcher.stat;
        match found {
            Err(errno) if seen == Some(Err(errno)) => return Ok(()),
            Err(errno) => (errno.uv(), None, before, watcher.bigint),
            Ok(now) => {
                watcher.stat = Some(now);
                let same = before.is_some_and(|before| is_same(&before, &now));
                match seen {
                    None => return Ok(()),
                    Some(Ok(())) if same => return Ok(()),
                    Some(_) => (0, Some(now), before, watcher.bigint),
                }
            }
        }
    };
    let object = object.clone().restore(ctx)?;
    let callback: Value<'_> = object.get("onchange")?;
    let Some(callback) = callback.into_function() else { return Ok(()) };
    let numbers = |stat: Option<Stat>| stat.map_or([0; _], |stat| answer::fields(&stat));
    let state = State::of(ctx)?;
    let stats = state.shared().stat_change(bigint, &numbers(now), &numbers(before))?;
    let parameters = vec![Value::new_int(ctx.clone(), status), stats];
    callback::make_callback(ctx, object.into_value(), callback, parameters)?;
    Ok(())
}

/// What `uv_fs_poll` compares.
fn is_same(left: &Stat, right: &Stat) -> bool {
    let times = |stat: &Stat| {
        [stat.ctime, stat.mtime, stat.birthtime].map(|time| (time.seconds, time.nanoseconds))
    };
    times(left) == times(right)
        && (left.size, left.kind, left.mode, left.uid, left.gid, left.ino, left.dev)
            == (right.size, right.kind, right.mode, right.uid, right.gid, right.ino, right.dev)
}
