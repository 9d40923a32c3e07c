//! A value on its way: bytes in V8's wire format, and what cannot be bytes beside them.

use std::{cell::RefCell, rc::Rc};

use kernelet_quickjs::{
    bytes::{self, bytes_of},
    introspect::{self, Kind},
    strings,
};
use rquickjs::{Ctx, Error, Function, Object, Persistent, Result, Value, function::This};

use super::{
    CreateObject, dom_exception,
    group::PortData,
    host::{self, CLONEABLE, Packed, TRANSFERABLE, Travel},
    port,
};
use crate::{
    bindings::{
        intrinsics::Intrinsics,
        serdes::{
            format::identity,
            reader::{ReadDelegate, Reader, throw_unreadable},
            writer::{WriteDelegate, Writer},
        },
        worker::{
            link::{self, Link},
            shared,
        },
    },
    runtime::{
        errors::{ErrorKind, throw_node},
        registry::{per_isolate_symbol, private_symbol},
    },
};

const NOT_LISTED: &str =
    "Object that needs transfer was found in message but not listed in transferList";
const CANNOT_CLONE: &str = "Cannot clone object of unsupported type.";
const CANNOT_TRANSFER: &str = "Cannot transfer object of unsupported type.";

/// In place of an object's number: an ordinary object follows.
const NORMAL_OBJECT: u32 = u32::MAX;

/// What stands beside the bytes for a host object.
enum Carried {
    /// A native object.
    Native(Box<dyn Travel>),
    /// An object of the library, by `module:Constructor`. Its data are in the bytes.
    Library(String),
}

/// A serialized value.
pub struct Message {
    bytes: Vec<u8>,
    array_buffers: RefCell<Vec<Persistent<Value<'static>>>>,
    /// Shared buffers; with a name those of the library's own that may leave the process.
    shared: Vec<(Persistent<Value<'static>>, Option<String>)>,
    carried: Vec<Carried>,
    is_close: bool,
    /// Why it could not be taken to this process.
    lost: Option<&'static str>,
}

const SHARED_STAYS: &str = "A SharedArrayBuffer cannot be sent to a worker: a worker is a process with \
                            memory of its own";
const NATIVE_STAYS: &str = "An object that only lives in one process cannot be sent to a worker";

/// The items of an iterable; `None` when it is none.
pub fn list<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Option<Vec<Value<'js>>>> {
    let Some(object) = value.as_object() else { return Ok(None) };
    if let Some(array) = value.as_array() {
        return array.iter().collect::<Result<Vec<_>>>().map(Some);
    }
    let method: Value<'js> = object.get(rquickjs::atom::PredefinedAtom::SymbolIterator)?;
    let Some(method) = method.into_function() else { return Ok(None) };
    let iterator: Value<'js> = method.call((This(object.clone()),))?;
    let Some(iterator) = iterator.into_object() else { return Ok(None) };
    let next: Function<'js> = iterator.get("next")?;
    let mut items = Vec::new();
    loop {
        let result: Object<'js> = next.call((This(iterator.clone()),))?;
        let done: rquickjs::Coerced<bool> = result.get("done")?;
        if done.0 {
            return Ok(Some(items));
        }
        items.push(result.get("value")?);
        let _ = ctx;
    }
}

/// Throws a `DOMException` named `DataCloneError`.
pub fn throw_clone_error(ctx: &Ctx<'_>, message: &str) -> Error {
    let make = || -> Result<Error> {
        let constructor = dom_exception(ctx)?;
        let Some(constructor) = constructor.as_constructor() else {
            return Ok(rquickjs::Exception::throw_type(ctx, message));
        };
        let name = strings::from_str(ctx, "DataCloneError")?;
        let error: Value<'_> = constructor.construct((strings::from_str(ctx, message)?, name))?;
        Ok(ctx.throw(error))
    };
    make().unwrap_or_else(|error| error)
}

/// How an object of the library may travel; `None` when it is no such object.
fn library_mode<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Result<Option<i32>> {
    if introspect::kind(object.as_value()) == Kind::Proxy {
        return Ok(None);
    }
    let mode: Value<'js> = object.get(private_symbol(ctx, "transfer_mode_private_symbol")?)?;
    Ok(mode.as_number().map(|mode| mode as i32))
}

fn is_untransferable<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Result<bool> {
    let mark: Value<'js> =
        object.get(private_symbol(ctx, "untransferable_object_private_symbol")?)?;
    Ok(!mark.is_undefined())
}

/// The state of a serialization.
struct Sender<'js> {
    /// Host objects by number: those of the transfer list, then clones as they are met.
    objects: RefCell<Vec<Object<'js>>>,
    /// From here on objects are cloned.
    first_clone: RefCell<Option<usize>>,
    shared: RefCell<Vec<Value<'js>>>,
}

impl<'js> Sender<'js> {
    fn position(&self, object: &Object<'js>) -> Option<usize> {
        let place = identity(object.as_value());
        self.objects.borrow().iter().position(|known| identity(known.as_value()) == place)
    }

    /// Takes what an object wants to have transferred with it.
    fn add_nested(&self, ctx: &Ctx<'js>) -> Result<()> {
        let mut index = 0;
        while let Some(object) = { self.objects.borrow().get(index).cloned() } {
            index += 1;
            if host::is_native(&object) {
                continue;
            }
            let method: Value<'js> =
                object.get(per_isolate_symbol(ctx, "messaging_transfer_list_symbol")?)?;
            let Some(method) = method.into_function() else { continue };
            let nested: Value<'js> = method.call((This(object),))?;
            for item in list(ctx, &nested)?.unwrap_or_default() {
                let Some(item) = item.into_object() else { continue };
                let travels = host::is_native(&item) || library_mode(ctx, &item)?.is_some();
                if travels && self.position(&item).is_none() {
                    self.objects.borrow_mut().push(item);
                }
            }
        }
        Ok(())
    }

    /// What an object of the library leaves: its data and the name of its class.
    fn leave<'a>(
        &self,
        ctx: &Ctx<'js>,
        object: &Object<'js>,
        modes: &'a [i32],
    ) -> Result<Option<(Value<'js>, String)>> {
        for mode in modes {
            let symbol = if *mode == CLONEABLE {
                "messaging_clone_symbol"
            } else {
                "messaging_transfer_symbol"
            };
            let method: Value<'js> = object.get(per_isolate_symbol(ctx, symbol)?)?;
            let Some(method) = method.into_function() else { continue };
            let result: Value<'js> = method.call((This(object.clone()),))?;
            if let Some(result) = result.as_object() {
                let data: Value<'js> = result.get("data")?;
                let info: rquickjs::Coerced<String> = result.get("deserializeInfo")?;
                return Ok(Some((data, info.0)));
            }
        }
        Ok(None)
    }
}

impl<'js> WriteDelegate<'js> for Sender<'js> {
    fn is_host_object(&self, ctx: &Ctx<'js>, object: &Object<'js>) -> Result<bool> {
        Ok(host::is_native(object) || library_mode(ctx, object)?.is_some())
    }

    fn write_host_object(&self, writer: &Writer<'js>, object: &Object<'js>) -> Result<()> {
        let ctx = object.ctx();
        if let Some(index) = self.position(object) {
            writer.write_uint32(index as u32);
            return Ok(());
        }
        let mode = match host::native_class(object) {
            Some(class) => class.mode,
            None => library_mode(ctx, object)?.unwrap_or_default(),
        };
        if mode & CLONEABLE == 0 {
            let message = if mode & TRANSFERABLE == 0 { CANNOT_CLONE } else { NOT_LISTED };
            return Err(throw_clone_error(ctx, message));
        }
        let mut objects = self.objects.borrow_mut();
        self.first_clone.borrow_mut().get_or_insert(objects.len());
        writer.write_uint32(objects.len() as u32);
        objects.push(object.clone());
        Ok(())
    }

    fn shared_array_buffer_id(&self, _ctx: &Ctx<'js>, buffer: &Value<'js>) -> Result<u32> {
        let mut shared = self.shared.borrow_mut();
        let place = identity(buffer);
        let known = shared.iter().position(|known| identity(known) == place);
        let index = known.unwrap_or_else(|| {
            shared.push(buffer.clone());
            shared.len() - 1
        });
        Ok(index as u32)
    }

    fn throw_clone_error(&self, ctx: &Ctx<'js>, message: &str) -> Error {
        throw_clone_error(ctx, message)
    }
}

impl Message {
    /// The message that says that the other end is gone.
    pub fn close() -> Self {
        Self {
            bytes: Vec::new(),
            array_buffers: RefCell::default(),
            shared: Vec::new(),
            carried: Vec::new(),
            is_close: true,
            lost: None,
        }
    }

    /// Whether this says that the other end is gone.
    pub fn is_close(&self) -> bool {
        self.is_close
    }

    /// Whether host objects travel with it.
    pub fn has_transferables(&self) -> bool {
        !self.carried.is_empty()
    }

    /// Whether the port with these data travels with it.
    pub fn carries_port(&self, data: &Rc<PortData>) -> bool {
        self.carried.iter().any(|carried| match carried {
            Carried::Native(native) => native.is_port(data),
            Carried::Library(_) => false,
        })
    }

    /// Serializes a value; what is in the transfer list moves into the message.
    pub fn serialize<'js>(
        ctx: &Ctx<'js>,
        value: &Value<'js>,
        transfer: &[Value<'js>],
        source_port: Option<&Object<'js>>,
    ) -> Result<Self> {
        let writer = Writer::default();
        let sender = Sender {
            objects: RefCell::default(),
            first_clone: RefCell::new(None),
            shared: RefCell::default(),
        };
        let array_buffers = Self::read_transfer_list(ctx, &writer, &sender, transfer, source_port)?;
        sender.add_nested(ctx)?;
        writer.write_header();
        writer.write_value(ctx, &sender, value)?;

        let mut moved = Vec::with_capacity(array_buffers.len());
        for buffer in &array_buffers {
            moved.push(Persistent::save(ctx, move_buffer(ctx, buffer)?));
        }
        let mut carried = Vec::new();
        let mut index = 0;
        while let Some(object) = { sender.objects.borrow().get(index).cloned() } {
            let is_transferred = sender.first_clone.borrow().is_none_or(|first| index < first);
            index += 1;
            if let Some(class) = host::native_class(&object) {
                match (class.leave)(ctx, &object)? {
                    Some(travel) => carried.push(Carried::Native(travel)),
                    None => return Err(throw_clone_error(ctx, CANNOT_TRANSFER)),
                }
                continue;
            }
            let modes: &[i32] =
                if is_transferred { &[TRANSFERABLE, CLONEABLE] } else { &[CLONEABLE] };
            match sender.leave(ctx, &object, modes)? {
                Some((data, info)) => {
                    writer.write_value(ctx, &sender, &data)?;
                    carried.push(Carried::Library(info));
                }
                None => return Err(throw_clone_error(ctx, CANNOT_CLONE)),
            }
        }
        let mut shared = Vec::new();
        for buffer in sender.shared.take() {
            let name = shared::name(ctx, &buffer)?;
            shared.push((Persistent::save(ctx, buffer), name));
        }
        let bytes = writer.take();
        let array_buffers = RefCell::new(moved);
        Ok(Self { bytes, array_buffers, shared, carried, is_close: false, lost: None })
    }

    fn read_transfer_list<'js>(
        ctx: &Ctx<'js>,
        writer: &Writer<'js>,
        sender: &Sender<'js>,
        transfer: &[Value<'js>],
        source_port: Option<&Object<'js>>,
    ) -> Result<Vec<Value<'js>>> {
        let invalid = || throw_clone_error(ctx, "Found invalid value in transferList.");
        let mut array_buffers: Vec<Value<'js>> = Vec::new();
        for entry in transfer {
            let Some(object) = entry.as_object() else { return Err(invalid()) };
            if is_untransferable(ctx, object)? {
                return Err(throw_clone_error(ctx, CANNOT_TRANSFER));
            }
            if introspect::kind(entry) == Kind::ArrayBuffer {
                if bytes::is_detached(entry) {
                    return Err(throw_clone_error(ctx, CANNOT_TRANSFER));
                }
                if array_buffers.iter().any(|known| identity(known) == identity(entry)) {
                    return Err(throw_clone_error(
                        ctx,
                        "Transfer list contains duplicate ArrayBuffer",
                    ));
                }
                writer.transfer_array_buffer(array_buffers.len() as u32, entry.clone());
                array_buffers.push(entry.clone());
                continue;
            }
            if source_port.is_some_and(|source| identity(source.as_value()) == identity(entry)) {
                return Err(throw_clone_error(ctx, "Transfer list contains source port"));
            }
            if port::is_port(object) && port::is_detached(object) {
                return Err(throw_clone_error(
                    ctx,
                    "MessagePort in transfer list is already detached",
                ));
            }
            if sender.position(object).is_some() {
                let name = introspect::constructor_name(entry)?.to_string()?;
                return Err(throw_clone_error(
                    ctx,
                    &format!("Transfer list contains duplicate {name}"),
                ));
            }
            let mode = match host::native_class(object) {
                Some(class) => class.mode,
                None => library_mode(ctx, object)?.unwrap_or_default(),
            };
            if mode & TRANSFERABLE == 0 {
                return Err(invalid());
            }
            sender.objects.borrow_mut().push(object.clone());
        }
        Ok(array_buffers)
    }

    /// Why the message cannot go to another process, if it cannot.
    pub fn stays(&self) -> Option<&'static str> {
        self.shared.iter().any(|(_, name)| name.is_none()).then_some(SHARED_STAYS)
    }

    /// The message as bytes for another process. Ports that travel with it become relays. What
    /// cannot leave makes a message that cannot be read there.
    ///
    /// | | |
    /// |---|---|
    /// | `u32`, then for each array buffer | `u32` length, bytes |
    /// | `u32`, then for each shared buffer | `u32` length, name, `u32` length, bytes |
    /// | `u32`, then for each host object | `u8` kind, `u32` length, bytes |
    /// | rest | the value in V8's format |
    pub fn pack(&self, ctx: &Ctx<'_>, link: &Rc<Link>) -> Result<Vec<u8>> {
        if self.stays().is_some() {
            return Ok(Vec::new());
        }
        let mut out = Vec::with_capacity(self.bytes.len() + 16);
        let add = |out: &mut Vec<u8>, bytes: &[u8]| {
            out.extend((bytes.len() as u32).to_le_bytes());
            out.extend_from_slice(bytes);
        };
        let buffers = self.array_buffers.borrow();
        out.extend((buffers.len() as u32).to_le_bytes());
        for buffer in buffers.iter() {
            let buffer = buffer.clone().restore(ctx)?;
            add(&mut out, &bytes::bytes_of(&buffer).map_or_else(Vec::new, |bytes| bytes.to_vec()));
        }
        out.extend((self.shared.len() as u32).to_le_bytes());
        for (buffer, name) in &self.shared {
            add(&mut out, name.as_deref().unwrap_or_default().as_bytes());
            let buffer = buffer.clone().restore(ctx)?;
            add(&mut out, &bytes::bytes_of(&buffer).map_or_else(Vec::new, |bytes| bytes.to_vec()));
        }
        out.extend((self.carried.len() as u32).to_le_bytes());
        for carried in &self.carried {
            let (kind, bytes) = match carried {
                Carried::Library(info) => (Packed::Library, info.clone().into_bytes()),
                Carried::Native(native) => match native.pack(link) {
                    Some(packed) => packed,
                    None => return Ok(Vec::new()),
                },
            };
            out.push(kind as u8);
            add(&mut out, &bytes);
        }
        out.extend_from_slice(&self.bytes);
        Ok(out)
    }

    /// A message of another process; `None` when the bytes are none.
    pub fn unpack(ctx: &Ctx<'_>, link: &Rc<Link>, packed: &[u8]) -> Result<Option<Self>> {
        if packed.is_empty() {
            return Ok(Some(Self { is_close: false, lost: Some(NATIVE_STAYS), ..Self::close() }));
        }
        let Some((count, mut rest)) = link::number(packed) else { return Ok(None) };
        let take = |rest: &mut &[u8]| -> Option<Vec<u8>> {
            let (length, after) = link::number(rest)?;
            let (bytes, after) = after.split_at_checked(length as usize)?;
            *rest = after;
            Some(bytes.to_vec())
        };
        let mut buffers = Vec::new();
        for _ in 0..count {
            let Some(bytes) = take(&mut rest) else { return Ok(None) };
            let buffer = bytes::array_buffer(ctx, bytes)?;
            buffers.push(Persistent::save(ctx, buffer.into_value()));
        }
        let Some((count, mut rest)) = link::number(rest) else { return Ok(None) };
        let mut shared = Vec::new();
        for _ in 0..count {
            let (Some(name), Some(words)) = (take(&mut rest), take(&mut rest)) else {
                return Ok(None);
            };
            let name = String::from_utf8_lossy(&name).into_owned();
            let buffer = shared::adopt(ctx, &name, words)?;
            shared.push((Persistent::save(ctx, buffer), Some(name)));
        }
        let Some((count, mut rest)) = link::number(rest) else { return Ok(None) };
        let mut carried = Vec::new();
        for _ in 0..count {
            let Some((kind, after)) = rest.split_first() else { return Ok(None) };
            rest = after;
            let Some(bytes) = take(&mut rest) else { return Ok(None) };
            carried.push(if *kind == Packed::Library as u8 {
                Carried::Library(String::from_utf8_lossy(&bytes).into_owned())
            } else {
                match host::unpack(*kind, &bytes, link) {
                    Some(native) => Carried::Native(native),
                    None => return Ok(None),
                }
            });
        }
        Ok(Some(Self {
            bytes: rest.to_vec(),
            array_buffers: RefCell::new(buffers),
            shared,
            carried,
            is_close: false,
            lost: None,
        }))
    }

    /// Makes the value. `ports`, when given, collects the message ports that came along.
    pub fn deserialize<'js>(
        &self,
        ctx: &Ctx<'js>,
        ports: Option<&rquickjs::Array<'js>>,
    ) -> Result<Value<'js>> {
        if let Some(reason) = self.lost {
            return Err(throw_clone_error(ctx, reason));
        }
        let mut objects = Vec::with_capacity(self.carried.len());
        for carried in &self.carried {
            let object = match carried {
                Carried::Native(native) => native.arrive(ctx)?,
                Carried::Library(info) => create_object(ctx, info)?,
            };
            if let Some(ports) = ports
                && port::is_port(&object)
            {
                ports.set(ports.len(), object.clone())?;
            }
            objects.push(object);
        }
        let shared = self
            .shared
            .iter()
            .map(|(buffer, _)| buffer.clone().restore(ctx))
            .collect::<Result<Vec<Value<'js>>>>()?;
        let receiver = Receiver { objects, shared };
        let reader = Reader::new(self.bytes.clone());
        for (id, buffer) in self.array_buffers.take().into_iter().enumerate() {
            reader.transfer_array_buffer(id as u32, buffer.restore(ctx)?);
        }
        reader.read_header(ctx)?;
        let value = reader.read_value(ctx, &receiver)?;
        for (object, carried) in receiver.objects.iter().zip(&self.carried) {
            if matches!(carried, Carried::Native(_)) {
                continue;
            }
            let data = reader.read_value(ctx, &receiver)?;
            let method: Value<'js> =
                object.get(per_isolate_symbol(ctx, "messaging_deserialize_symbol")?)?;
            if let Some(method) = method.into_function() {
                method.call::<_, Value<'js>>((This(object.clone()), data))?;
            }
        }
        Ok(value)
    }
}

/// A buffer with the bytes of this one, which is detached.
fn move_buffer<'js>(ctx: &Ctx<'js>, buffer: &Value<'js>) -> Result<Value<'js>> {
    // `transfer` keeps the memory, and whether it can be resized.
    let moved = Intrinsics::of(ctx)?.call("ArrayBuffer.transfer", buffer, &[])?;
    debug_assert!(bytes_of(buffer).is_none_or(|bytes| bytes.is_empty()));
    Ok(moved)
}

fn create_object<'js>(ctx: &Ctx<'js>, info: &str) -> Result<Object<'js>> {
    let unavailable = || {
        throw_node(
            ctx,
            ErrorKind::Error,
            "ERR_MESSAGE_TARGET_CONTEXT_UNAVAILABLE",
            "A message object could not be deserialized successfully in the target vm.Context",
        )
    };
    let create = CreateObject::kept(ctx).into_function().ok_or_else(unavailable)?;
    let object: Value<'js> = create.call((strings::from_str(ctx, info)?,))?;
    object.into_object().ok_or_else(unavailable)
}

/// The state of a deserialization.
struct Receiver<'js> {
    objects: Vec<Object<'js>>,
    shared: Vec<Value<'js>>,
}

impl<'js> ReadDelegate<'js> for Receiver<'js> {
    fn read_host_object(&self, ctx: &Ctx<'js>, reader: &Reader<'js>) -> Result<Object<'js>> {
        let id = reader.read_uint32().ok_or_else(|| throw_unreadable(ctx))?;
        if id == NORMAL_OBJECT {
            return reader
                .read_value(ctx, self)?
                .into_object()
                .ok_or_else(|| throw_unreadable(ctx));
        }
        self.objects.get(id as usize).cloned().ok_or_else(|| throw_unreadable(ctx))
    }

    fn shared_array_buffer(
        &self,
        _ctx: &Ctx<'js>,
        _reader: &Reader<'js>,
        id: u32,
    ) -> Result<Option<Value<'js>>> {
        // One process, one memory: the same object stands for the same bytes.
        Ok(self.shared.get(id as usize).cloned())
    }
}
