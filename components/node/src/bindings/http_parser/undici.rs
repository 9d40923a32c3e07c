//! The parser of undici (`fetch`). Its module brings llhttp as WebAssembly and reaches it through
//! eight exports; the module is given a `WebAssembly` of its own that serves these with
//! [`crate::http1`]. Programs do not see it.
//!
//! | Export | What |
//! |---|---|
//! | `llhttp_alloc(type)`, `llhttp_free(parser)` | a parser's number |
//! | `llhttp_execute(parser, pointer, length)` | calls `wasm_on_*` back; answers an error's number |
//! | `llhttp_resume(parser)`, `llhttp_get_error_pos(parser)`, `llhttp_get_error_reason(parser)` | |
//! | `malloc(size)`, `free(pointer)`, `memory` | one block at a time, which is what the module uses |

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use kernelet_quickjs::bytes;
use rquickjs::{Ctx, Error, Function, Object, Result, Value};

use crate::{
    http1::{self, Answer, Body, Code, Events, Head, Kind, Stop},
    runtime::members::{Arguments, set_native},
};

/// Makes the module's function out of its `load`, which takes `WebAssembly` and `WeakRef` last.
/// The engine counts references and keeps no target until the end of the job (KeepDuringJob of
/// ECMAScript), so `new WeakRef(response).deref()` would find nothing: this `WeakRef` keeps it.
/// The memory starts with room for an error's reason; the block is behind it.
pub const GIVE_WEBASSEMBLY: &str = "(function (load, parsers) {
    const REASON = 8, BLOCK = 1024;
    const memory = { buffer: new ArrayBuffer(BLOCK) };
    const instantiate = (env) => ({
        memory,
        malloc(size) { memory.buffer = new ArrayBuffer(BLOCK + size); return BLOCK; },
        free() {},
        llhttp_alloc: () => parsers.allocate(),
        llhttp_free: (parser) => parsers.free(parser),
        llhttp_resume: (parser) => parsers.resume(parser),
        llhttp_get_error_pos: (parser) => BLOCK + parsers.errorPosition(parser),
        llhttp_get_error_reason(parser) {
            const reason = parsers.errorReason(parser);
            if (reason === '') return 0;
            const bytes = new Uint8Array(memory.buffer, REASON, BLOCK - REASON);
            for (let i = 0; i < reason.length; i++) bytes[i] = reason.charCodeAt(i);
            bytes[reason.length] = 0;
            return REASON;
        },
        llhttp_execute: (parser, pointer, length) =>
            parsers.execute(parser, new Uint8Array(memory.buffer, pointer, length), pointer, env),
    });
    const WebAssembly = {
        __proto__: null,
        async compile() { return {}; },
        async instantiate(module, { env }) { return { exports: instantiate(env) }; },
    };
    let kept = [];
    class KeptWeakRef extends WeakRef {
        constructor(target) {
            super(target);
            if (kept.push(target) === 1) queueMicrotask(() => { kept = []; });
        }
    }
    return function (exports, require, module, process, internalBinding, primordials) {
        return load(exports, require, module, process, internalBinding, primordials,
                    WebAssembly, KeptWeakRef);
    };
})";

#[derive(Default)]
struct Parsers {
    by_number: HashMap<i32, http1::Parser>,
    last: i32,
}

/// The object `parsers` of [`GIVE_WEBASSEMBLY`].
pub fn parsers<'js>(ctx: &Ctx<'js>) -> Result<Object<'js>> {
    let parsers: Rc<RefCell<Parsers>> = Rc::default();
    let object = Object::new(ctx.clone())?;
    let own = parsers.clone();
    set_native(&object, "allocate", 0, move |arguments| {
        let mut parsers = own.borrow_mut();
        parsers.last = parsers.last.wrapping_add(1);
        let number = parsers.last;
        parsers.by_number.insert(number, http1::Parser::new(Kind::Response, 0));
        Ok(Value::new_int(arguments.ctx().clone(), number))
    })?;
    let own = parsers.clone();
    set_native(&object, "free", 1, move |arguments| {
        own.borrow_mut().by_number.remove(&arguments.int32(0));
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    let own = parsers.clone();
    set_native(&object, "resume", 1, move |arguments| {
        if let Some(parser) = own.borrow_mut().by_number.get_mut(&arguments.int32(0)) {
            parser.resume();
        }
        Ok(Value::new_undefined(arguments.ctx().clone()))
    })?;
    let own = parsers.clone();
    set_native(&object, "errorPosition", 1, move |arguments| {
        let parsers = own.borrow();
        let parser = parsers.by_number.get(&arguments.int32(0));
        let position = parser.map_or(0, http1::Parser::error_position);
        Ok(Value::new_number(arguments.ctx().clone(), position as f64))
    })?;
    let own = parsers.clone();
    set_native(&object, "errorReason", 1, move |arguments| {
        let parsers = own.borrow();
        let error = parsers.by_number.get(&arguments.int32(0)).and_then(http1::Parser::error);
        let reason = error.map_or("", |error| error.reason.as_ref());
        Ok(rquickjs::String::from_str(arguments.ctx().clone(), reason)?.into_value())
    })?;
    set_native(&object, "execute", 4, move |arguments| execute(arguments, &parsers))?;
    Ok(object)
}

/// `execute(parser, view, pointer, env)`
fn execute<'js>(arguments: &Arguments<'_, 'js>, parsers: &RefCell<Parsers>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let number = arguments.int32(0);
    let data = bytes::bytes_of(&arguments.get(1)).map(|view| view.to_vec()).unwrap_or_default();
    let taken = parsers.borrow_mut().by_number.remove(&number);
    let (Some(mut parser), Some(env)) = (taken, arguments.object(3)) else {
        return Err(rquickjs::Exception::throw_internal(ctx, "no such parser, or it is running"));
    };
    let start = data.as_ptr() as usize;
    let mut teller =
        Teller { env, number, start, pointer: arguments.number(2) as usize, thrown: None };
    let result = parser.execute(&mut teller, &data);
    let thrown = teller.thrown;
    parsers.borrow_mut().by_number.insert(number, parser);
    match thrown {
        Some(error) => Err(error),
        None => {
            Ok(Value::new_int(ctx.clone(), result.map_or_else(|error| error.code as i32, |()| 0)))
        }
    }
}

struct Teller<'js> {
    env: Object<'js>,
    number: i32,
    /// Where the data starts here, and in the module's memory.
    start: usize,
    pointer: usize,
    thrown: Option<Error>,
}

impl<'js> Teller<'js> {
    fn call(
        &mut self,
        name: &str,
        call: impl FnOnce(&Function<'js>) -> Result<i32>,
    ) -> std::result::Result<i32, Stop> {
        let called = self.env.get::<_, Function>(name).and_then(|function| call(&function));
        called.map_err(|error| {
            self.thrown = Some(error);
            Stop::Fail(http1::Error::new(Code::User, "Callback error"))
        })
    }

    fn answer(answer: i32) -> Answer {
        match answer {
            0 => Ok(()),
            code if code == Code::Paused as i32 => Err(Stop::Pause),
            _ => Err(Stop::Fail(http1::Error::new(Code::User, "Callback error"))),
        }
    }

    fn event(&mut self, name: &str) -> Answer {
        let number = self.number;
        Self::answer(self.call(name, |function| function.call((number,)))?)
    }

    fn span(&mut self, name: &str, piece: &[u8]) -> Answer {
        // Every piece is a part of the data.
        let offset = (piece.as_ptr() as usize).saturating_sub(self.start);
        let (number, at) = (self.number, (self.pointer + offset) as f64);
        let length = piece.len() as f64;
        Self::answer(self.call(name, |function| function.call((number, at, length)))?)
    }
}

impl Events for Teller<'_> {
    fn message_begin(&mut self) -> Answer {
        self.event("wasm_on_message_begin")
    }

    fn url(&mut self, _: &[u8]) -> Answer {
        Ok(())
    }

    fn status(&mut self, piece: &[u8]) -> Answer {
        self.span("wasm_on_status", piece)
    }

    fn header_field(&mut self, piece: &[u8]) -> Answer {
        self.span("wasm_on_header_field", piece)
    }

    fn header_value(&mut self, piece: &[u8]) -> Answer {
        self.span("wasm_on_header_value", piece)
    }

    fn headers_complete(&mut self, head: Head) -> std::result::Result<Body, Stop> {
        let arguments =
            (self.number, head.status, i32::from(head.upgrade), i32::from(head.keep_alive));
        let answer = self.call("wasm_on_headers_complete", |function| function.call(arguments))?;
        match answer {
            1 => Ok(Body::None),
            2 => Ok(Body::NoneAndUpgrade),
            answer => Self::answer(answer).map(|()| Body::AsHeadersSay),
        }
    }

    fn body(&mut self, piece: &[u8]) -> Answer {
        self.span("wasm_on_body", piece)
    }

    fn chunk_header(&mut self) -> Answer {
        Ok(())
    }

    fn chunk_extension(&mut self, _: &[u8]) -> Answer {
        Ok(())
    }

    fn chunk_complete(&mut self) -> Answer {
        Ok(())
    }

    fn message_complete(&mut self) -> Answer {
        self.event("wasm_on_message_complete")
    }
}
