//! Runs a script against a binding in a bare context, for the unit tests beside the bindings.

use rquickjs::{CatchResultExt, Context, Object, Runtime};

use super::Install;

/// The text that the script's last expression gives, with the binding as the global `binding`.
pub fn evaluate(install: Install, script: &str) -> String {
    let runtime = Runtime::new().unwrap();
    let context = Context::full(&runtime).unwrap();
    context.with(|ctx| {
        let binding = Object::new(ctx.clone()).unwrap();
        install(&ctx, &binding).catch(&ctx).unwrap();
        ctx.globals().set("binding", binding).unwrap();
        ctx.eval::<rquickjs::Coerced<String>, _>(script).catch(&ctx).unwrap().0
    })
}
