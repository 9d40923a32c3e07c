//! The engine's own constructors and methods, taken at boot before a program can replace them.
//!
//! V8's C++ API makes maps, dates or views without looking at globals; QuickJS has no such call for
//! most of them, so bindings use what is kept here.

use kernelet_quickjs::qjs;
use rquickjs::{
    Ctx, Function, IntoJs, JsLifetime, Object, Result, Value,
    function::{Args, Constructor},
};

/// Constructors and methods of the engine, as they were at boot.
#[derive(Clone)]
pub struct Intrinsics<'js> {
    constructors: Object<'js>,
    methods: Object<'js>,
}

// SAFETY: the only lifetime in the type is the one that changes.
unsafe impl<'js> JsLifetime<'js> for Intrinsics<'js> {
    type Changed<'to> = Intrinsics<'to>;
}

/// Declares a type that keeps one JavaScript value in the context's user data.
///
/// A native function must not capture a value: the garbage collector does not look into closures.
macro_rules! kept_value {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        pub(crate) struct $name<'js>(rquickjs::Value<'js>);

        // SAFETY: the only lifetime in the type is the one that changes.
        unsafe impl<'js> rquickjs::JsLifetime<'js> for $name<'js> {
            type Changed<'to> = $name<'to>;
        }

        impl<'js> $name<'js> {
            /// Keeps the value, in place of what was kept before.
            pub(crate) fn keep(ctx: &rquickjs::Ctx<'js>, value: rquickjs::Value<'js>) {
                // Refused only while the old value is borrowed, and `kept` borrows for a clone only.
                let _ = ctx.store_userdata($name(value));
            }

            /// The value; `undefined` when nothing was kept.
            pub(crate) fn kept(ctx: &rquickjs::Ctx<'js>) -> rquickjs::Value<'js> {
                match ctx.userdata::<$name<'js>>() {
                    Some(kept) => kept.0.clone(),
                    None => rquickjs::Value::new_undefined(ctx.clone()),
                }
            }
        }
    };
}
pub(crate) use kept_value;

const CONSTRUCTORS: &[&str] = &[
    "Object",
    "Array",
    "Map",
    "Set",
    "RegExp",
    "BigInt",
    "DataView",
    "ArrayBuffer",
    "SharedArrayBuffer",
    "Int8Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "Int16Array",
    "Uint16Array",
    "Int32Array",
    "Uint32Array",
    "Float16Array",
    "Float32Array",
    "Float64Array",
    "BigInt64Array",
    "BigUint64Array",
    "Error",
    "EvalError",
    "RangeError",
    "ReferenceError",
    "SyntaxError",
    "TypeError",
    "URIError",
    "Promise",
];

/// Methods and getters by `Class.name`; called with their receiver as `this`.
const METHODS: &[(&str, &str)] = &[
    ("Map", "set"),
    ("Set", "add"),
    ("RegExp", "source"),
    ("RegExp", "flags"),
    ("Date", "getTime"),
    ("BigInt", "toString"),
    ("BigInt", "valueOf"),
    ("Number", "valueOf"),
    ("Boolean", "valueOf"),
    ("String", "valueOf"),
    ("Symbol", "valueOf"),
    ("ArrayBuffer", "resizable"),
    ("ArrayBuffer", "maxByteLength"),
    ("ArrayBuffer", "transfer"),
    ("SharedArrayBuffer", "growable"),
    ("SharedArrayBuffer", "maxByteLength"),
    ("TypedArray", "buffer"),
    ("TypedArray", "length"),
    ("DataView", "buffer"),
    ("DataView", "byteLength"),
];

impl<'js> Intrinsics<'js> {
    /// What was kept; takes it on the first call.
    pub fn of(ctx: &Ctx<'js>) -> Result<Self> {
        if let Some(known) = ctx.userdata::<Intrinsics<'js>>() {
            return Ok(known.clone());
        }
        let taken = Self::take(ctx)?;
        // Refused only while somebody borrows the old one; there is none.
        let _ = ctx.store_userdata(taken.clone());
        Ok(taken)
    }

    fn take(ctx: &Ctx<'js>) -> Result<Self> {
        let globals = ctx.globals();
        let constructors = Object::new_proto(ctx.clone(), None)?;
        for name in CONSTRUCTORS {
            let constructor: Value<'js> = globals.get(*name)?;
            constructors.set(*name, constructor)?;
        }
        let describe: Function<'js> =
            globals.get::<_, Object<'js>>("Object")?.get("getOwnPropertyDescriptor")?;
        let methods = Object::new_proto(ctx.clone(), None)?;
        for (class, name) in METHODS {
            let constructor: Object<'js> = match *class {
                "TypedArray" => globals
                    .get::<_, Object<'js>>("Uint8Array")?
                    .get_prototype()
                    .ok_or(rquickjs::Error::Unknown)?,
                class => globals.get(class)?,
            };
            let prototype: Object<'js> = constructor.get("prototype")?;
            let descriptor: Option<Object<'js>> = describe.call((prototype, *name))?;
            let Some(descriptor) = descriptor else { continue };
            let getter: Value<'js> = descriptor.get("get")?;
            let method = if getter.is_function() { getter } else { descriptor.get("value")? };
            methods.set(format!("{class}.{name}"), method)?;
        }
        methods.set("Object.getOwnPropertyDescriptor", describe)?;
        // The engine's interface has no arithmetic for big integers.
        methods.set("negate", ctx.eval::<Function<'js>, _>("(number) => -number")?)?;
        Ok(Self { constructors, methods })
    }

    /// The constructor of this name.
    pub fn constructor(&self, name: &str) -> Result<Constructor<'js>> {
        self.constructors.get(name)
    }

    /// `new name(...arguments)`
    pub fn construct(&self, name: &str, arguments: &[Value<'js>]) -> Result<Object<'js>> {
        let constructor = self.constructor(name)?;
        let mut call = Args::new(self.constructors.ctx().clone(), arguments.len());
        for argument in arguments {
            call.push_arg(argument.clone())?;
        }
        call.construct(&constructor)
    }

    /// Calls the constructor of this name as a function, for example `Object(value)`.
    pub fn convert(&self, name: &str, argument: impl IntoJs<'js>) -> Result<Value<'js>> {
        let function: Function<'js> = self.constructors.get(name)?;
        function.call((argument.into_js(self.constructors.ctx())?,))
    }

    /// A `Date` of milliseconds since 1970.
    pub fn date(&self, milliseconds: f64) -> Result<Value<'js>> {
        let ctx = self.constructors.ctx();
        // SAFETY: the result is owned, and checked for the exception marker.
        unsafe {
            let raw = qjs::JS_NewDate(ctx.as_raw().as_ptr(), milliseconds);
            if qjs::JS_IsException(raw) {
                return Err(rquickjs::Error::Exception);
            }
            Ok(Value::from_raw(ctx.clone(), raw))
        }
    }

    /// The big integer with the other sign.
    pub fn negate(&self, number: Value<'js>) -> Result<Value<'js>> {
        let negate: Function<'js> = self.methods.get("negate")?;
        negate.call((number,))
    }

    /// Calls a method or getter (`Class.name`) on `receiver`.
    pub fn call(
        &self,
        method: &str,
        receiver: &Value<'js>,
        arguments: &[Value<'js>],
    ) -> Result<Value<'js>> {
        let function: Function<'js> = self.methods.get(method)?;
        let mut call = Args::new(self.methods.ctx().clone(), arguments.len());
        call.this(receiver.clone())?;
        for argument in arguments {
            call.push_arg(argument.clone())?;
        }
        function.call_arg(call)
    }
}
