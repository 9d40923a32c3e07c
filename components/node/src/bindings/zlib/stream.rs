//! The classes that JavaScript sees (`CompressionStream` of `src/node_zlib.cc`): writes, their
//! results and errors, closing.
//!
//! A write says how much of both buffers is left in the shared `_writeState` array, then calls the
//! callback given to `init`; an error goes to `onerror` instead.

use std::cell::{Cell, RefCell};

use kernelet_quickjs::bytes::{Bytes, bytes_of};
use rquickjs::{
    Class, Ctx, Function, JsLifetime, Object, Persistent, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use super::codec::{Codec, Failure, Step};
use crate::runtime::{
    async_wrap,
    callback::make_callback,
    errors::{ErrorKind, throw_node},
    event_loop,
    fields::Fields,
    members::{Arguments, set_native},
};

/// The state behind an object of one of the classes.
pub struct Stream<'js> {
    codec: RefCell<Option<Box<dyn Codec>>>,
    result: RefCell<Option<Value<'js>>>,
    callback: RefCell<Option<Function<'js>>>,
    writing: Cell<bool>,
    close_pending: Cell<bool>,
}

// SAFETY: the only lifetime in the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for Stream<'js> {
    type Changed<'to> = Stream<'to>;
}

impl<'js> Trace<'js> for Stream<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        if let Ok(result) = self.result.try_borrow()
            && let Some(result) = &*result
        {
            result.trace(tracer);
        }
        if let Ok(callback) = self.callback.try_borrow()
            && let Some(callback) = &*callback
        {
            callback.trace(tracer);
        }
    }
}

impl<'js> JsClass<'js> for Stream<'js> {
    const NAME: &'static str = "CompressionStream";
    type Mutable = Readable;

    fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

impl<'js> Stream<'js> {
    /// What `init` leaves behind: the codec, the array for results, the callback of writes.
    pub fn start(
        &self,
        codec: Box<dyn Codec>,
        result: Value<'js>,
        callback: Option<Function<'js>>,
    ) {
        self.codec.replace(Some(codec));
        self.result.replace(Some(result));
        self.callback.replace(callback);
    }

    /// Runs the codec once and leaves the result; answers the failure there was.
    fn run(&self, call: &WriteCall<'js>) -> std::result::Result<(), Failure> {
        let mut codec = self.codec.borrow_mut();
        let Some(codec) = codec.as_mut() else { return Ok(()) };
        let step = call.run(codec.as_mut());
        if let Some(failure) = codec.failure() {
            return Err(failure);
        }
        if let Some(result) = self.result.borrow().as_ref().and_then(Fields::of) {
            result.set_u32(0, (call.output_length - step.written) as u32);
            result.set_u32(1, (call.input_length - step.read) as u32);
        }
        Ok(())
    }

    fn close(&self) {
        if self.writing.get() {
            self.close_pending.set(true);
            return;
        }
        self.close_pending.set(false);
        self.codec.replace(None);
    }

    fn write_ended(&self) {
        self.writing.set(false);
        if self.close_pending.get() {
            self.close();
        }
    }
}

/// The arguments of a write: flush mode, and a range in each buffer.
struct WriteCall<'js> {
    flush: i32,
    input: Option<Bytes<'js>>,
    input_offset: usize,
    input_length: usize,
    output: Option<Bytes<'js>>,
    output_offset: usize,
    output_length: usize,
}

impl<'js> WriteCall<'js> {
    fn new(arguments: &Arguments<'_, 'js>) -> Result<Self> {
        let size = |index| arguments.number(index).max(0.0) as usize;
        let call = Self {
            flush: arguments.int32(0),
            input: bytes_of(&arguments.get(1)),
            input_offset: size(2),
            input_length: size(3),
            output: bytes_of(&arguments.get(4)),
            output_offset: size(5),
            output_length: size(6),
        };
        let inside = |bytes: &Option<Bytes<'js>>, offset: usize, length: usize| {
            let available = bytes.as_ref().map_or(0, Bytes::len);
            offset.checked_add(length).is_some_and(|end| end <= available)
        };
        if !inside(&call.input, call.input_offset, call.input_length)
            || !inside(&call.output, call.output_offset, call.output_length)
        {
            let message = "The write is outside of its buffers";
            return Err(throw_node(
                arguments.ctx(),
                ErrorKind::RangeError,
                "ERR_OUT_OF_RANGE",
                message,
            ));
        }
        Ok(call)
    }

    /// The two ranges go to the codec where they lie. A buffer that was detached meanwhile is
    /// empty.
    fn run(&self, codec: &mut dyn Codec) -> Step {
        let Some(output) = &self.output else { return Step::default() };
        let range = |offset: usize, length: usize| offset..offset.saturating_add(length);
        let from = range(self.input_offset, self.input_length);
        let to = range(self.output_offset, self.output_length);
        let place =
            output.with_slice(|bytes| bytes.get(to.clone()).unwrap_or_default().as_ptr_range());
        let mut with_input = |input: &[u8]| {
            output.with_slice_mut(|bytes| {
                codec.work(input, bytes.get_mut(to.clone()).unwrap_or_default(), self.flush)
            })
        };
        let Some(input) = &self.input else { return with_input(&[]) };
        let copy = input.with_slice(|bytes| {
            let input = bytes.get(from.clone()).unwrap_or_default();
            let overlap = input.as_ptr_range();
            (overlap.start < place.end && place.start < overlap.end).then(|| input.to_vec())
        });
        match copy {
            // A program can hand over one range for both.
            Some(copy) => with_input(&copy),
            None => input.with_slice(|bytes| with_input(bytes.get(from).unwrap_or_default())),
        }
    }
}

/// An object of a class, without a codec yet.
pub fn make<'js>(ctx: &Ctx<'js>, prototype: Object<'js>) -> Result<Value<'js>> {
    let stream = Stream {
        codec: RefCell::default(),
        result: RefCell::default(),
        callback: RefCell::default(),
        writing: Cell::new(false),
        close_pending: Cell::new(false),
    };
    let object = Class::instance_proto(stream, prototype)?.into_inner();
    async_wrap::initialize(ctx, &object, "ZLIB")?;
    Ok(object.into_value())
}

/// The receiver's state.
pub fn this<'js>(arguments: &Arguments<'_, 'js>) -> Result<Class<'js, Stream<'js>>> {
    Class::from_object(&arguments.this_object()?)
        .ok_or_else(|| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))
}

/// Sets the methods that all classes share.
pub fn set_methods<'js>(prototype: &Object<'js>) -> Result<()> {
    set_native(prototype, "write", 0, write)?;
    set_native(prototype, "writeSync", 0, write_sync)?;
    set_native(prototype, "close", 0, |arguments| {
        this(arguments)?.borrow().close();
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    set_native(prototype, "reset", 0, |arguments| {
        let failure = match this(arguments)?.borrow().codec.borrow_mut().as_mut() {
            Some(codec) => codec.reset().err(),
            None => None,
        };
        report(arguments.ctx(), arguments.this(), failure)
    })?;
    set_native(prototype, "params", 0, |arguments| {
        let failure = match this(arguments)?.borrow().codec.borrow_mut().as_mut() {
            Some(codec) => codec.set_parameters(arguments.int32(0), arguments.int32(1)).err(),
            None => None,
        };
        report(arguments.ctx(), arguments.this(), failure)
    })
}

/// Calls `onerror(message, errno, code)` of the object when there was a failure.
pub fn report<'js>(
    ctx: &Ctx<'js>,
    stream: Value<'js>,
    failure: Option<Failure>,
) -> Result<Value<'js>> {
    let undefined = Value::new_undefined(ctx.clone());
    let (Some(failure), Some(object)) = (failure, stream.as_object()) else {
        return Ok(undefined);
    };
    let Some(onerror) = object.get::<_, Value<'js>>("onerror")?.into_function() else {
        return Ok(undefined);
    };
    let text =
        |text: &str| rquickjs::String::from_str(ctx.clone(), text).map(|text| text.into_value());
    let arguments = vec![
        text(&failure.message)?,
        Value::new_int(ctx.clone(), failure.errno),
        text(&failure.code)?,
    ];
    make_callback(ctx, stream, onerror, arguments)?;
    Ok(undefined)
}

fn begin<'js>(arguments: &Arguments<'_, 'js>) -> Result<(Class<'js, Stream<'js>>, WriteCall<'js>)> {
    let stream = this(arguments)?;
    let usable = stream.borrow().codec.borrow().is_some() && !stream.borrow().writing.get();
    if !usable {
        let message = "The stream is closed, not initialized or still writing";
        return Err(throw_node(arguments.ctx(), ErrorKind::Error, "ERR_INVALID_STATE", message));
    }
    let call = WriteCall::new(arguments)?;
    stream.borrow().writing.set(true);
    Ok((stream, call))
}

/// `writeSync(flush, input, offset, length, output, offset, length)`
fn write_sync<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let (stream, call) = begin(arguments)?;
    let failure = stream.borrow().run(&call).err();
    let answer = report(arguments.ctx(), arguments.this(), failure);
    stream.borrow().write_ended();
    answer
}

/// `write(…)`: the same in the next poll phase, where Node's thread pool would report.
fn write<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let (_, call) = begin(arguments)?;
    let object = Persistent::save(ctx, arguments.this_object()?);
    let buffer = |bytes: &Option<Bytes<'js>>| {
        bytes.as_ref().map(|bytes| Persistent::save(ctx, bytes.value().clone()))
    };
    let (input, output) = (buffer(&call.input), buffer(&call.output));
    let WriteCall { flush, input_offset, input_length, output_offset, output_length, .. } = call;
    event_loop::defer(
        ctx,
        Box::new(move |ctx| {
            let object = object.restore(ctx)?;
            let bytes = |saved: Option<Persistent<Value<'static>>>| match saved {
                Some(saved) => Ok::<_, rquickjs::Error>(bytes_of(&saved.restore(ctx)?)),
                None => Ok(None),
            };
            let call = WriteCall {
                flush,
                input: bytes(input)?,
                input_offset,
                input_length,
                output: bytes(output)?,
                output_offset,
                output_length,
            };
            finish(ctx, object, &call)
        }),
    );
    Ok(Value::new_undefined(ctx.clone()))
}

/// Does the work of an asynchronous write and tells JavaScript.
fn finish<'js>(ctx: &Ctx<'js>, object: Object<'js>, call: &WriteCall<'js>) -> Result<()> {
    let Some(stream) = Class::<Stream<'js>>::from_object(&object) else { return Ok(()) };
    let failure = stream.borrow().run(call).err();
    // The callback may write again.
    stream.borrow().writing.set(false);
    if failure.is_some() {
        report(ctx, object.into_value(), failure)?;
    } else {
        let callback = stream.borrow().callback.borrow().clone();
        if let Some(callback) = callback {
            make_callback(ctx, object.into_value(), callback, Vec::new())?;
        }
    }
    if stream.borrow().close_pending.get() {
        stream.borrow().close();
    }
    Ok(())
}
