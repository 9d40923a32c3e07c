//! `FSReqCallback`, and the promises of the `kUsePromises` convention.

use rquickjs::{Ctx, Function, Object, Promise, Result};

use crate::runtime::{
    async_wrap::{self, BaseClass},
    members,
};

/// Sets the class `FSReqCallback(bigint)`.
///
/// The `bigint` of the constructor is what the real class needs to pick its array before the
/// work starts; ours is told by the stat functions themselves.
pub fn install<'js>(ctx: &Ctx<'js>, target: &Object<'js>) -> Result<()> {
    let parent = async_wrap::base_class(ctx, BaseClass::AsyncWrap)?;
    let (constructor, _) =
        members::class(ctx, "FSReqCallback", 0, Some(&parent), |arguments, prototype| {
            let request = Object::new_proto(arguments.ctx().clone(), Some(&prototype))?;
            async_wrap::initialize(arguments.ctx(), &request, "FSREQCALLBACK")?;
            Ok(request.into_value())
        })?;
    members::define(target, "FSReqCallback", constructor)
}

/// A promise and the functions that settle it.
pub fn promise<'js>(ctx: &Ctx<'js>) -> Result<(Promise<'js>, Function<'js>, Function<'js>)> {
    Promise::new(ctx)
}
