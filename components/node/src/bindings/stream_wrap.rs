//! `internalBinding('stream_wrap')`: the request classes `WriteWrap` and `ShutdownWrap`.
//!
//! `streamBaseState` and its indices are those of the description; the streams themselves are in
//! [`super::stream`].

use rquickjs::{Ctx, Object, Result};

use crate::runtime::{
    async_wrap::{self, BaseClass},
    members,
};

/// Sets the members.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    request_class(ctx, target, "ShutdownWrap", "SHUTDOWNWRAP")?;
    // Its async id comes with the write that has to wait.
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, _) =
        members::class(ctx, "WriteWrap", 0, Some(&parent), |arguments, prototype| {
            let request = Object::new_proto(arguments.ctx().clone(), Some(&prototype))?;
            Ok(request.into_value())
        })?;
    members::define(target, "WriteWrap", constructor)
}

/// A class of plain request objects with an async id.
pub fn request_class<'js>(
    ctx: &Ctx<'js>,
    target: &Object<'js>,
    name: &str,
    provider: &'static str,
) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, _) =
        members::class(ctx, name, 0, Some(&parent), move |arguments, prototype| {
            let request = Object::new_proto(arguments.ctx().clone(), Some(&prototype))?;
            async_wrap::initialize(arguments.ctx(), &request, provider)?;
            Ok(request.into_value())
        })?;
    members::define(target, name, constructor)
}
