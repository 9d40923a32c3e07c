//! Members of bindings: functions, classes and constants as V8's templates would make them.
//!
//! Node's C++ reads arguments by position and takes a missing one for `undefined`; [`Arguments`]
//! does the same, so that a binding never throws "too few arguments".

use rquickjs::{
    Ctx, Function, IntoJs, Object, Result, Value,
    function::{Args, IntoJsFunc, ParamRequirement, Params},
    object::Property,
};

use crate::sys::Errno;

/// What handles answer: 0, or the number that libuv gives the error.
pub fn status<'js>(
    arguments: &Arguments<'_, 'js>,
    outcome: std::result::Result<(), Errno>,
) -> Result<Value<'js>> {
    let number = outcome.err().map_or(0, Errno::uv);
    Ok(Value::new_int(arguments.ctx().clone(), number))
}

/// What a native function is called with.
pub struct Arguments<'a, 'js>(Params<'a, 'js>);

impl<'js> Arguments<'_, 'js> {
    /// The context of the call.
    pub fn ctx(&self) -> &Ctx<'js> {
        self.0.ctx()
    }

    /// The receiver; `new.target` when called as a constructor.
    pub fn this(&self) -> Value<'js> {
        self.0.this()
    }

    /// The receiver as an object, or a `TypeError: Illegal invocation`.
    pub fn this_object(&self) -> Result<Object<'js>> {
        self.this()
            .into_object()
            .ok_or_else(|| rquickjs::Exception::throw_type(self.ctx(), "Illegal invocation"))
    }

    /// The argument at `index`, `undefined` when it was not given.
    pub fn get(&self, index: usize) -> Value<'js> {
        self.0.arg(index).unwrap_or_else(|| Value::new_undefined(self.ctx().clone()))
    }

    /// The argument at `index` as a function, if it is one.
    pub fn function(&self, index: usize) -> Option<Function<'js>> {
        self.0.arg(index)?.into_function()
    }

    /// The argument at `index` as an object, if it is one.
    pub fn object(&self, index: usize) -> Option<Object<'js>> {
        self.0.arg(index)?.into_object()
    }

    /// The argument at `index` as a number; NaN when it is none.
    pub fn number(&self, index: usize) -> f64 {
        self.0.arg(index).and_then(|value| value.as_number()).unwrap_or(f64::NAN)
    }

    /// The argument at `index` as ToInt32 sees a number; 0 when it is none.
    pub fn int32(&self, index: usize) -> i32 {
        to_int32(self.number(index))
    }

    /// Whether the argument at `index` is `true`.
    pub fn is_true(&self, index: usize) -> bool {
        self.0.arg(index).and_then(|value| value.as_bool()).unwrap_or(false)
    }

    /// How many arguments were given.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether no argument was given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the function was called with `new`.
    pub fn is_construct_call(&self) -> bool {
        self.0.is_constructor()
    }

    /// The called function itself.
    pub fn callee(&self) -> Value<'js> {
        self.0.function()
    }

    /// All arguments from `start` on.
    pub fn rest(&self, start: usize) -> Vec<Value<'js>> {
        (start..self.len()).map(|index| self.get(index)).collect()
    }
}

/// Calls a function with a receiver and a list of arguments.
pub fn call<'js>(
    function: &Function<'js>,
    this: Value<'js>,
    arguments: Vec<Value<'js>>,
) -> Result<Value<'js>> {
    let mut call = Args::new(function.ctx().clone(), arguments.len());
    call.this(this)?;
    call.push_args(arguments)?;
    function.call_arg(call)
}

/// ECMAScript's ToInt32 of a number.
pub fn to_int32(number: f64) -> i32 {
    if !number.is_finite() {
        return 0;
    }
    number.trunc().rem_euclid(4_294_967_296.0) as u32 as i32
}

struct Native<F>(F);

impl<'js, F> IntoJsFunc<'js, ()> for Native<F>
where
    F: for<'a> Fn(&Arguments<'a, 'js>) -> Result<Value<'js>> + 'js,
{
    fn param_requirements() -> ParamRequirement {
        ParamRequirement::any()
    }

    fn call(&self, params: Params<'_, 'js>) -> Result<Value<'js>> {
        (self.0)(&Arguments(params))
    }
}

/// A native function that sees its arguments by position.
pub fn native<'js, F>(
    ctx: &Ctx<'js>,
    name: &str,
    length: usize,
    function: F,
) -> Result<Function<'js>>
where
    F: for<'a> Fn(&Arguments<'a, 'js>) -> Result<Value<'js>> + 'js,
{
    Function::new(ctx.clone(), Native(function))?.with_name(name)?.with_length(length)
}

/// Sets a member function that sees its arguments by position ([`Arguments`]).
pub fn set_native<'js, F>(
    target: &Object<'js>,
    name: &str,
    length: usize,
    function: F,
) -> Result<()>
where
    F: for<'a> Fn(&Arguments<'a, 'js>) -> Result<Value<'js>> + 'js,
{
    let function = native(target.ctx(), name, length, function)?;
    define(target, name, function)
}

/// Sets a member function with the name and length that Node shows.
pub fn set_function<'js, P, F>(
    target: &Object<'js>,
    name: &str,
    length: usize,
    function: F,
) -> Result<()>
where
    F: IntoJsFunc<'js, P> + 'js,
{
    let function =
        Function::new(target.ctx().clone(), function)?.with_name(name)?.with_length(length)?;
    define(target, name, function)
}

/// Sets an ordinary property (writable, enumerable, configurable), over whatever was there.
pub fn define<'js>(target: &Object<'js>, name: &str, value: impl IntoJs<'js>) -> Result<()> {
    let value = value.into_js(target.ctx())?;
    target.prop(name, Property::from(value).writable().enumerable().configurable())
}

/// Makes a constructor that JavaScript can subclass, and its prototype.
///
/// `construct` gets the prototype that the new object must have (that of `new.target`) and the
/// arguments; it makes the object, for example with `Class::instance_proto`. A call without `new`
/// throws as V8 does. `parent` is what the class extends ([`super::async_wrap::base_class`]).
pub fn class<'js, F>(
    ctx: &Ctx<'js>,
    name: &str,
    length: usize,
    parent: Option<&Function<'js>>,
    construct: F,
) -> Result<(Function<'js>, Object<'js>)>
where
    F: for<'a> Fn(&Arguments<'a, 'js>, Object<'js>) -> Result<Value<'js>> + 'js,
{
    let class_name = name.to_owned();
    let constructor = native(ctx, name, length, move |arguments: &Arguments<'_, 'js>| {
        if !arguments.is_construct_call() {
            let message = format!("Class constructor {class_name} cannot be invoked without 'new'");
            return Err(rquickjs::Exception::throw_type(arguments.ctx(), &message));
        }
        let prototype: Option<Object<'js>> = match arguments.this().into_object() {
            Some(target) => target.get("prototype")?,
            None => None,
        };
        let prototype = match prototype {
            Some(prototype) => prototype,
            None => Object::new(arguments.ctx().clone())?,
        };
        construct(arguments, prototype)
    })?
    .with_constructor(true);
    let prototype = match parent {
        Some(parent) => {
            let above: Object<'js> = parent.get("prototype")?;
            constructor.set_prototype(Some(parent))?;
            Object::new_proto(ctx.clone(), Some(&above))?
        }
        None => Object::new(ctx.clone())?,
    };
    constructor.prop("prototype", Property::from(prototype.clone()))?;
    prototype.prop("constructor", Property::from(constructor.clone()).writable().configurable())?;
    Ok((constructor, prototype))
}
