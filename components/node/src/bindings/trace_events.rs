//! `trace_events`: nothing is ever traced. `getCategoryEnabledBuffer`, `isTraceCategoryEnabled`,
//! `trace`, `setTraceCategoryStateUpdateHandler`, `getEnabledCategories`; a `CategorySet` can be
//! made, enabled and disabled, and `getEnabledCategories` tells of it, as the API promises.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
};

use kernelet_quickjs::{bytes, strings};
use rquickjs::{
    Class, Ctx, FromJs, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use crate::runtime::members::{self, define, set_native};

thread_local! {
    /// Enabled categories and how many sets enable them.
    static ENABLED: RefCell<BTreeMap<String, u32>> = const { RefCell::new(BTreeMap::new()) };
}

struct CategorySet {
    names: Vec<String>,
    enabled: Cell<bool>,
}

// SAFETY: the type has no lifetime.
unsafe impl<'js> JsLifetime<'js> for CategorySet {
    type Changed<'to> = CategorySet;
}

impl<'js> Trace<'js> for CategorySet {
    fn trace<'a>(&self, _: Tracer<'a, 'js>) {}
}

impl<'js> JsClass<'js> for CategorySet {
    const NAME: &'static str = "CategorySet";
    type Mutable = Readable;
    fn constructor(_: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    set_native(target, "getCategoryEnabledBuffer", 0, |arguments| {
        Ok(bytes::uint8_array(arguments.ctx(), vec![0])?.into_value())
    })?;
    set_native(target, "isTraceCategoryEnabled", 1, |arguments| {
        Ok(Value::new_bool(arguments.ctx().clone(), false))
    })?;
    for (name, length) in [("trace", 5), ("setTraceCategoryStateUpdateHandler", 0)] {
        set_native(target, name, length, |arguments| {
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    set_native(target, "getEnabledCategories", 0, |arguments| {
        let ctx = arguments.ctx();
        let names: Vec<String> = ENABLED.with_borrow(|known| known.keys().cloned().collect());
        if names.is_empty() {
            return Ok(Value::new_undefined(ctx.clone()));
        }
        Ok(strings::from_str(ctx, &names.join(","))?.into_value())
    })?;
    let (constructor, prototype) =
        members::class(ctx, "CategorySet", 0, None, |arguments, prototype| {
            let names = match arguments.object(0) {
                Some(names) => Vec::from_js(arguments.ctx(), names.into_value())?,
                None => Vec::new(),
            };
            let set = CategorySet { names, enabled: Cell::new(false) };
            Ok(Class::instance_proto(set, prototype)?.into_value())
        })?;
    for (name, wanted) in [("enable", true), ("disable", false)] {
        set_native(&prototype, name, 0, move |arguments| {
            if let Some(set) = Class::<CategorySet>::from_object(&arguments.this_object()?) {
                let set = set.borrow();
                if set.enabled.replace(wanted) != wanted {
                    set.names.iter().for_each(|name| count(name, wanted));
                }
            }
            Ok(Value::new_undefined(arguments.ctx().clone()))
        })?;
    }
    define(target, "CategorySet", constructor)
}

fn count(name: &str, enabled: bool) {
    ENABLED.with_borrow_mut(|known| {
        let count = known.entry(name.to_owned()).or_insert(0);
        *count = if enabled { *count + 1 } else { count.saturating_sub(1) };
        if *count == 0 {
            known.remove(name);
        }
    });
}
