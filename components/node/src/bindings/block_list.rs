//! `internalBinding('block_list')`: addresses and rules about them (`src/node_sockaddr.cc`).
//!
//! Members: the classes `SocketAddress` (`detail`, `legacyDetail`, `flowlabel`) and `BlockList`
//! (`addAddress`, `addRange`, `addSubnet`, `check`, `getRules`), `AF_INET`, `AF_INET6`.

use std::{
    cell::{Cell, RefCell},
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    rc::Rc,
};

use kernelet_quickjs::strings;
use rquickjs::{
    Array, Class, Ctx, JsLifetime, Object, Result, Value,
    class::{JsClass, Readable, Trace, Tracer},
    function::Constructor,
};

use super::{
    intrinsics::kept_value,
    messaging::host::{CLONEABLE, NativeClass, Travel},
};
use crate::runtime::{
    errors::{ErrorKind, throw_node},
    members::{self, Arguments, define, set_native},
};

const AF_INET: i32 = 2;
const AF_INET6: i32 = 10;

kept_value!(
    /// `SocketAddress.prototype`
    AddressPrototype
);
kept_value!(
    /// `BlockList.prototype`
    ListPrototype
);

/// An address with its port, as `sockaddr_storage` has it.
#[derive(Clone, Debug)]
struct Address {
    ip: IpAddr,
    port: u16,
    flow_label: Cell<u32>,
}

/// A rule, newest first in a list.
#[derive(Clone, Debug)]
enum Rule {
    Address(IpAddr),
    Range(IpAddr, IpAddr),
    Subnet(IpAddr, u32),
}

struct SocketAddress(Rc<Address>);

struct BlockList(Rc<RefCell<Vec<Rule>>>);

macro_rules! js_class {
    ($name:ident) => {
        // SAFETY: the type holds nothing of the engine.
        unsafe impl<'js> JsLifetime<'js> for $name {
            type Changed<'to> = $name;
        }

        impl<'js> Trace<'js> for $name {
            fn trace<'a>(&self, _tracer: Tracer<'a, 'js>) {}
        }

        impl<'js> JsClass<'js> for $name {
            const NAME: &'static str = stringify!($name);
            type Mutable = Readable;

            fn constructor(_ctx: &Ctx<'js>) -> Result<Option<Constructor<'js>>> {
                Ok(None)
            }
        }
    };
}

js_class!(SocketAddress);
js_class!(BlockList);

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    define(target, "AF_INET", AF_INET)?;
    define(target, "AF_INET6", AF_INET6)?;
    let (constructor, prototype) = members::class(ctx, "SocketAddress", 0, None, new_address)?;
    set_native(&prototype, "detail", 0, detail)?;
    set_native(&prototype, "legacyDetail", 0, legacy_detail)?;
    set_native(&prototype, "flowlabel", 0, |arguments| {
        let label = this_address(arguments)?.flow_label.get();
        Ok(Value::new_number(arguments.ctx().clone(), label.into()))
    })?;
    AddressPrototype::keep(ctx, prototype.into_value());
    define(target, "SocketAddress", constructor)?;

    let (constructor, prototype) = members::class(ctx, "BlockList", 0, None, |_, prototype| {
        Ok(Class::instance_proto(BlockList(Rc::default()), prototype)?.into_value())
    })?;
    set_native(&prototype, "addAddress", 0, add_address)?;
    set_native(&prototype, "addRange", 0, add_range)?;
    set_native(&prototype, "addSubnet", 0, add_subnet)?;
    set_native(&prototype, "check", 0, check)?;
    set_native(&prototype, "getRules", 0, get_rules)?;
    ListPrototype::keep(ctx, prototype.into_value());
    define(target, "BlockList", constructor)
}

fn illegal(ctx: &Ctx<'_>) -> rquickjs::Error {
    rquickjs::Exception::throw_type(ctx, "Illegal invocation")
}

fn undefined<'js>(arguments: &Arguments<'_, 'js>) -> Value<'js> {
    Value::new_undefined(arguments.ctx().clone())
}

/// `new SocketAddress(address, port, family, flowLabel)`
fn new_address<'js>(arguments: &Arguments<'_, 'js>, prototype: Object<'js>) -> Result<Value<'js>> {
    let ctx = arguments.ctx();
    let text = strings::to_utf8(&arguments.get(0))?;
    let ip = match arguments.int32(2) {
        AF_INET => text.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
        // The zone of a link-local address is not part of it.
        _ => text.split('%').next().and_then(|text| text.parse::<Ipv6Addr>().ok()).map(IpAddr::V6),
    };
    let Some(ip) = ip else {
        return Err(throw_node(
            ctx,
            ErrorKind::Error,
            "ERR_INVALID_ADDRESS",
            "Invalid socket address",
        ));
    };
    let flow_label = if ip.is_ipv6() { arguments.int32(3) as u32 } else { 0 };
    let address =
        Address { ip, port: arguments.int32(1) as u16, flow_label: Cell::new(flow_label) };
    Ok(Class::instance_proto(SocketAddress(Rc::new(address)), prototype)?.into_value())
}

fn this_address(arguments: &Arguments<'_, '_>) -> Result<Rc<Address>> {
    let this = arguments.this_object()?;
    let address = this.as_class::<SocketAddress>().ok_or_else(|| illegal(arguments.ctx()))?;
    Ok(address.borrow().0.clone())
}

fn address_argument(arguments: &Arguments<'_, '_>, index: usize) -> Result<Rc<Address>> {
    let object = arguments.object(index).ok_or_else(|| illegal(arguments.ctx()))?;
    let address = object.as_class::<SocketAddress>().ok_or_else(|| illegal(arguments.ctx()))?;
    Ok(address.borrow().0.clone())
}

fn this_list(arguments: &Arguments<'_, '_>) -> Result<Rc<RefCell<Vec<Rule>>>> {
    let this = arguments.this_object()?;
    let list = this.as_class::<BlockList>().ok_or_else(|| illegal(arguments.ctx()))?;
    Ok(list.borrow().0.clone())
}

fn family(ip: IpAddr) -> i32 {
    if ip.is_ipv4() { AF_INET } else { AF_INET6 }
}

/// Fills the object given with address, port, family and flow label.
fn detail<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let address = this_address(arguments)?;
    let Some(object) = arguments.object(0) else { return Err(illegal(arguments.ctx())) };
    object.set("address", address.ip.to_string())?;
    object.set("port", address.port)?;
    object.set("family", family(address.ip))?;
    object.set("flowlabel", address.flow_label.get())?;
    Ok(object.into_value())
}

/// The object that `socket.address()` answers.
fn legacy_detail<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let address = this_address(arguments)?;
    let object = Object::new(arguments.ctx().clone())?;
    object.set("address", address.ip.to_string())?;
    object.set("family", if address.ip.is_ipv4() { "IPv4" } else { "IPv6" })?;
    object.set("port", address.port)?;
    Ok(object.into_value())
}

fn add_address<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let address = address_argument(arguments, 0)?;
    this_list(arguments)?.borrow_mut().insert(0, Rule::Address(address.ip));
    Ok(undefined(arguments))
}

/// `false` when the range ends before it starts.
fn add_range<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let (start, end) = (address_argument(arguments, 0)?, address_argument(arguments, 1)?);
    if compare(start.ip, end.ip).is_some_and(std::cmp::Ordering::is_gt) {
        return Ok(Value::new_bool(arguments.ctx().clone(), false));
    }
    this_list(arguments)?.borrow_mut().insert(0, Rule::Range(start.ip, end.ip));
    Ok(undefined(arguments))
}

fn add_subnet<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let network = address_argument(arguments, 0)?;
    let prefix = arguments.int32(1) as u32;
    this_list(arguments)?.borrow_mut().insert(0, Rule::Subnet(network.ip, prefix));
    Ok(undefined(arguments))
}

fn check<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let address = address_argument(arguments, 0)?;
    let blocked = this_list(arguments)?.borrow().iter().any(|rule| rule.applies_to(address.ip));
    Ok(Value::new_bool(arguments.ctx().clone(), blocked))
}

fn get_rules<'js>(arguments: &Arguments<'_, 'js>) -> Result<Value<'js>> {
    let rules = Array::new(arguments.ctx().clone())?;
    for (index, rule) in this_list(arguments)?.borrow().iter().enumerate() {
        rules.set(index, rule.to_string())?;
    }
    Ok(rules.into_value())
}

/// An IPv4 address inside an IPv6 one (`::ffff:1.2.3.4`), taken out.
fn unmapped(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V6(six) => six.to_ipv4_mapped().map_or(ip, IpAddr::V4),
        IpAddr::V4(_) => ip,
    }
}

/// Compares addresses; mapped IPv4 addresses compare as IPv4, other mixtures do not compare.
fn compare(left: IpAddr, right: IpAddr) -> Option<std::cmp::Ordering> {
    let (left, right) = if left.is_ipv4() == right.is_ipv4() {
        (left, right)
    } else {
        (unmapped(left), unmapped(right))
    };
    match (left, right) {
        (IpAddr::V4(left), IpAddr::V4(right)) => Some(left.octets().cmp(&right.octets())),
        (IpAddr::V6(left), IpAddr::V6(right)) => Some(left.octets().cmp(&right.octets())),
        _ => None,
    }
}

fn bits(ip: IpAddr) -> (u128, u32) {
    match ip {
        IpAddr::V4(four) => (u128::from(u32::from(four)), 32),
        IpAddr::V6(six) => (u128::from(six), 128),
    }
}

fn is_in_network(ip: IpAddr, network: IpAddr, prefix: u32) -> bool {
    let (ip, network) = if ip.is_ipv4() == network.is_ipv4() {
        (ip, network)
    } else {
        (unmapped(ip), unmapped(network))
    };
    if ip.is_ipv4() != network.is_ipv4() {
        return false;
    }
    let ((ip, size), (network, _)) = (bits(ip), bits(network));
    let shift = size.saturating_sub(prefix);
    shift >= 128 || (ip >> shift) == (network >> shift) || shift == size
}

impl Rule {
    fn applies_to(&self, ip: IpAddr) -> bool {
        match self {
            Self::Address(address) => compare(ip, *address).is_some_and(std::cmp::Ordering::is_eq),
            Self::Range(start, end) => {
                compare(ip, *start).is_some_and(std::cmp::Ordering::is_ge)
                    && compare(ip, *end).is_some_and(std::cmp::Ordering::is_le)
            }
            Self::Subnet(network, prefix) => is_in_network(ip, *network, *prefix),
        }
    }
}

impl std::fmt::Display for Rule {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = |ip: &IpAddr| if ip.is_ipv4() { "IPv4" } else { "IPv6" };
        match self {
            Self::Address(ip) => write!(out, "Address: {} {ip}", name(ip)),
            Self::Range(start, end) => write!(out, "Range: {} {start}-{end}", name(start)),
            Self::Subnet(ip, prefix) => write!(out, "Subnet: {} {ip}/{prefix}", name(ip)),
        }
    }
}

struct TravellingAddress(Rc<Address>);

impl Travel for TravellingAddress {
    fn arrive<'js>(&self, ctx: &Ctx<'js>) -> Result<Object<'js>> {
        let prototype = Object::from_value(AddressPrototype::kept(ctx))?;
        Ok(Class::instance_proto(SocketAddress(self.0.clone()), prototype)?.into_inner())
    }
}

struct TravellingList(Rc<RefCell<Vec<Rule>>>);

impl Travel for TravellingList {
    fn arrive<'js>(&self, ctx: &Ctx<'js>) -> Result<Object<'js>> {
        let prototype = Object::from_value(ListPrototype::kept(ctx))?;
        Ok(Class::instance_proto(BlockList(self.0.clone()), prototype)?.into_inner())
    }
}

/// Addresses can be cloned.
pub const ADDRESS_CLASS: NativeClass = NativeClass {
    is_instance: |object| object.as_class::<SocketAddress>().is_some(),
    mode: CLONEABLE,
    leave: |_ctx, object| {
        let address = object.as_class::<SocketAddress>().map(|address| address.borrow().0.clone());
        Ok(address.map(|address| Box::new(TravellingAddress(address)) as Box<dyn Travel>))
    },
};

/// Lists can be cloned; the clone shares the rules.
pub const LIST_CLASS: NativeClass = NativeClass {
    is_instance: |object| object.as_class::<BlockList>().is_some(),
    mode: CLONEABLE,
    leave: |_ctx, object| {
        let rules = object.as_class::<BlockList>().map(|list| list.borrow().0.clone());
        Ok(rules.map(|rules| Box::new(TravellingList(rules)) as Box<dyn Travel>))
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        assert!(Rule::Address(ip("1.2.3.4")).applies_to(ip("::ffff:1.2.3.4")));
        assert!(!Rule::Address(ip("1.2.3.4")).applies_to(ip("::1")));
        assert!(Rule::Range(ip("10.0.0.1"), ip("10.0.0.10")).applies_to(ip("10.0.0.10")));
        assert!(!Rule::Range(ip("10.0.0.1"), ip("10.0.0.10")).applies_to(ip("10.0.0.11")));
        assert!(
            Rule::Subnet(ip("8592:757c:efae:4e45::"), 64)
                .applies_to(ip("8592:757c:efae:4e45:fb5d::1"))
        );
        assert!(!Rule::Subnet(ip("10.1.0.0"), 16).applies_to(ip("10.2.0.0")));
        assert_eq!(Rule::Subnet(ip("10.1.0.0"), 16).to_string(), "Subnet: IPv4 10.1.0.0/16");
    }
}
