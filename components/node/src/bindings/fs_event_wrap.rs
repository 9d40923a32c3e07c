//! `fs_event_wrap`: class `FSEvent` (`start(path, persistent, recursive, encoding)`, `initialized`,
//! `onchange(status, event, name)`), on the kernel's `watch` and `take-changes`.
//!
//! What changed is told as libuv does on Linux: contents and attributes are `change`, all else `rename`,
//! and what happens to the watched file itself has its own name. `recursive` is not looked at: on Linux
//! Node's library makes a watch for each directory.

use std::{cell::RefCell, rc::Rc};

use rquickjs::{Ctx, Function, Object, Persistent, Result, Value, function::This};

use super::{fs::argument, stream::report};
use crate::{
    codecs::{self, Encoding},
    runtime::{
        async_wrap::{self, BaseClass, Handle},
        callback,
        event_loop::{self, Target, WatchId},
        members::{self, Arguments, define, set_native},
        realm::{self, Slot},
    },
    sys::{self, Change, ChangeKind, Errno, Fd, PollInterest},
};

struct FileEvent {
    watch: Option<(WatchId, Fd)>,
    referenced: bool,
}

impl FileEvent {
    fn stop(&mut self, ctx: &Ctx<'_>) {
        if let Some((watch, fd)) = self.watch.take() {
            event_loop::unwatch(ctx, watch);
            // It is ours, and nothing else closes it.
            let _ = sys::close(fd);
        }
    }
}

impl Handle for FileEvent {
    fn close(&mut self, ctx: &Ctx<'_>) {
        self.stop(ctx);
    }

    fn set_referenced(&mut self, ctx: &Ctx<'_>, referenced: bool) {
        self.referenced = referenced;
        if let Some((watch, _)) = self.watch {
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

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::HandleWrap)?;
    let (constructor, prototype) =
        members::class(ctx, "FSEvent", 0, Some(&parent), |arguments, prototype| {
            let ctx = arguments.ctx();
            let object = Object::new_proto(ctx.clone(), Some(&prototype))?;
            async_wrap::initialize(ctx, &object, "FSEVENTWRAP")?;
            let event = Rc::new(RefCell::new(FileEvent { watch: None, referenced: true }));
            async_wrap::set_handle(ctx, &object, event.clone())?;
            // The members find the handle through a function that only they can reach: with arguments
            // it starts, without it tells whether it has.
            let reach = members::native(ctx, "start", 0, move |arguments| {
                if arguments.is_empty() {
                    let started = event.try_borrow().is_ok_and(|event| event.watch.is_some());
                    return Ok(Value::new_bool(arguments.ctx().clone(), started));
                }
                start(arguments, &event)
            })?;
            object.set(key(ctx)?, reach)?;
            Ok(object.into_value())
        })?;
    set_native(&prototype, "start", 0, |arguments| {
        let object = arguments.this_object()?;
        let reach: Function<'_> = object.get(key(arguments.ctx())?)?;
        reach.call((
            This(object),
            arguments.get(0),
            arguments.get(1),
            arguments.get(2),
            arguments.get(3),
        ))
    })?;
    let initialized = members::native(ctx, "initialized", 0, |arguments| {
        let object = arguments.this_object()?;
        let reach: Option<Function<'_>> = object.get(key(arguments.ctx())?)?;
        match reach {
            Some(reach) => reach.call((This(object),)),
            None => Ok(Value::new_bool(arguments.ctx().clone(), false)),
        }
    })?;
    report::define_getter(&prototype, "initialized", initialized)?;
    define(target, "FSEvent", constructor)
}

/// The private symbol under which an object keeps its handle.
fn key<'js>(ctx: &Ctx<'js>) -> Result<Value<'js>> {
    if let Some(key) = realm::get(ctx, Slot::FileEventKey) {
        return Ok(key);
    }
    let symbol = kernelet_quickjs::symbols::private_symbol(ctx, "node:fs_event")?.into_value();
    realm::set(ctx, Slot::FileEventKey, &symbol);
    Ok(symbol)
}

/// `start(path, persistent, recursive, encoding)`: 0 or a negative errno.
fn start<'js>(
    arguments: &Arguments<'_, 'js>,
    event: &Rc<RefCell<FileEvent>>,
) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let answer = |status: i32| Ok(Value::new_int(ctx.clone(), status));
    let path = argument::path(arguments, 0)?;
    let encoding = argument::encoding(arguments, 3);
    let Ok(mut handle) = event.try_borrow_mut() else { return answer(Errno::Busy.uv()) };
    handle.stop(ctx);
    let fd = match sys::watch(None, &path) {
        Ok(fd) => fd,
        Err(errno) => return answer(errno.uv()),
    };
    if !arguments.is_true(1) {
        handle.referenced = false;
    }
    let object = Persistent::save(ctx, arguments.this_object()?);
    let own_name = path.rsplit(|byte| *byte == b'/').next().unwrap_or(&path).to_vec();
    let own = Rc::clone(event);
    let ready: event_loop::Ready = Box::new(move |ctx, _| {
        let Ok(changes) = sys::take_changes(fd) else { return Ok(()) };
        for change in changes {
            // What is told may close the handle.
            if own.borrow().watch.is_none_or(|(_, watched)| watched != fd) {
                break;
            }
            tell(ctx, object.clone().restore(ctx)?, &change, &own_name, encoding)?;
        }
        Ok(())
    });
    let target = Target::Descriptor(fd, PollInterest::READABLE);
    handle.watch = Some((event_loop::watch(ctx, target, handle.referenced, ready), fd));
    answer(0)
}

/// Calls `onchange`.
fn tell<'js>(
    ctx: &Ctx<'js>,
    object: Object<'js>,
    change: &Change,
    own_name: &[u8],
    encoding: Encoding,
) -> Result<()> {
    let event = match change.what {
        ChangeKind::Modified | ChangeKind::Attributes => "change",
        // libuv tells nobody.
        ChangeKind::Overflow => return Ok(()),
        _ => "rename",
    };
    let callback: Value<'_> = object.get("onchange")?;
    let Some(callback) = callback.into_function() else { return Ok(()) };
    let name = change.name.as_deref().unwrap_or(own_name);
    let parameters = vec![
        Value::new_int(ctx.clone(), 0),
        rquickjs::String::from_str(ctx.clone(), event)?.into_value(),
        codecs::decode(ctx, encoding, name)?,
    ];
    callback::make_callback(ctx, object.into_value(), callback, parameters)?;
    Ok(())
}
