//! The class `ConnectionsList`: the parsers of a server, for its time limits.
//!
//! | Member | What |
//! |---|---|
//! | `all()`, `idle()`, `active()` | parsers, those between messages first, then by the message's start |
//! | `expired(headersTimeout, requestTimeout)` | active parsers whose time (milliseconds) is over; they are active no more |

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
};

use super::connection::Connection;
use crate::{
    runtime::members::{self, Arguments, set_native},
    sys,
};

const NANOSECONDS_PER_MILLISECOND: f64 = 1e6;

thread_local! {
    static LAST: Cell<u64> = const { Cell::new(0) };
}

/// The native part of the JavaScript object.
struct List<'js> {
    /// What members carry; never 0.
    id: u64,
    members: RefCell<Vec<(Rc<Connection>, Object<'js>)>>,
}

impl<'js> Trace<'js> for List<'js> {
    fn trace<'a>(&self, tracer: Tracer<'a, 'js>) {
        if let Ok(members) = self.members.try_borrow() {
            for (_, object) in members.iter() {
                object.trace(tracer);
            }
        }
    }
}

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for List<'js> {
    type Changed<'to> = List<'to>;
}

impl<'js> JsClass<'js> for List<'js> {
    const NAME: &'static str = "ConnectionsList";
    type Mutable = Readable;

    fn constructor(_: &Ctx<'js>) -> Result<Option<rquickjs::function::Constructor<'js>>> {
        Ok(None)
    }
}

/// Sets the class.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let (constructor, prototype) =
        members::class(ctx, "ConnectionsList", 0, None, |_, prototype| {
            let id = LAST.with(|last| {
                last.set(last.get() + 1);
                last.get()
            });
            let list = List { id, members: RefCell::default() };
            Ok(Class::instance_proto(list, prototype)?.into_inner().into_value())
        })?;
    type Filter = fn(&Connection) -> bool;
    let filters: [(&str, Filter); 3] = [
        ("all", |_| true),
        ("idle", |connection| connection.message_start.get() == 0),
        ("active", |connection| connection.active.get()),
    ];
    for (name, filter) in filters {
        set_native(&prototype, name, 0, move |arguments| {
            let members = members_of(arguments)?;
            array(arguments, members.into_iter().filter(|(connection, _)| filter(connection)))
        })?;
    }
    set_native(&prototype, "expired", 0, expired)?;
    members::define(target, "ConnectionsList", constructor)
}

/// Puts a parser into a list; it is active from now on.
pub fn add<'js>(list: &Object<'js>, connection: Rc<Connection>, object: Object<'js>) -> Result<()> {
    let class = Class::<List>::from_object(list).ok_or(rquickjs::Error::Unknown)?;
    let list = class.borrow();
    connection.message_start.set(sys::monotonic_nanoseconds().max(1));
    connection.active.set(true);
    connection.list.set(list.id);
    let mut members = list.members.borrow_mut();
    members.retain(|(member, _)| member.list.get() == list.id && !Rc::ptr_eq(member, &connection));
    members.push((connection, object));
    Ok(())
}

type Member<'js> = (Rc<Connection>, Object<'js>);

fn members_of<'js>(arguments: &Arguments<'_, 'js>) -> Result<Vec<Member<'js>>> {
    let class = Class::<List>::from_value(&arguments.this())
        .map_err(|_| rquickjs::Exception::throw_type(arguments.ctx(), "Illegal invocation"))?;
    let list = class.borrow();
    let mut members = list.members.borrow_mut();
    members.retain(|(member, _)| member.list.get() == list.id);
    members.sort_by_key(|(member, _)| member.message_start.get());
    Ok(members.clone())
}

fn array<'js>(
    arguments: &Arguments<'_, 'js>,
    members: impl Iterator<Item = Member<'js>>,
) -> Result<Value<'js>> {
    let array = Array::new(arguments.ctx().clone())?;
    for (index, (_, object)) in members.enumerate() {
        array.set(index, object)?;
    }
    Ok(array.into_value())
}

/// `expired(headersTimeout, requestTimeout)`
fn expired<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let nanoseconds =
        |index| (arguments.number(index).max(0.0) * NANOSECONDS_PER_MILLISECOND) as u64;
    let (mut headers, mut request) = (nanoseconds(0), nanoseconds(1));
    if request > 0 && headers > request {
        std::mem::swap(&mut headers, &mut request);
    }
    let now = sys::monotonic_nanoseconds();
    let deadline = |timeout: u64| now.checked_sub(timeout).filter(|_| timeout > 0);
    let (headers, request) = (deadline(headers), deadline(request));
    let members = members_of(arguments)?.into_iter().filter(|(connection, _)| {
        let before = |deadline: Option<u64>| {
            deadline.is_some_and(|deadline| connection.message_start.get() < deadline)
        };
        let late = (!connection.headers_completed.get() && before(headers)) || before(request);
        let expired = connection.active.get() && late;
        if expired {
            connection.active.set(false);
        }
        expired
    });
    array(arguments, members)
}
