//! What the binding keeps: the shared arrays that stat results are written to.

use rquickjs::{Ctx, Function, JsLifetime, Object, Result, Value};

/// Numbers in one stat result (`kFsStatsFieldsNumber`).
pub const STAT_FIELDS: usize = 18;
/// Numbers in one statfs result.
pub const STATFS_FIELDS: usize = 7;

/// The shared arrays, and the constructors for arrays of one's own.
#[derive(Clone)]
pub struct State<'js> {
    stat: Object<'js>,
    stat_bigint: Object<'js>,
    statfs: Object<'js>,
    statfs_bigint: Object<'js>,
    float_array: Function<'js>,
    bigint_array: Function<'js>,
    /// `FileHandle`'s prototype, for handles the binding makes itself.
    pub(super) file_handle: Object<'js>,
}

// SAFETY: the only lifetime of the type is that of its values.
unsafe impl<'js> JsLifetime<'js> for State<'js> {
    type Changed<'to> = State<'to>;
}

/// Where a result goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Shared,
    Fresh,
}

/// The arrays one result may be written to.
pub struct Arrays<'s, 'js> {
    state: &'s State<'js>,
    place: Place,
}

impl<'js> State<'js> {
    /// Takes the arrays from the binding's object and remembers them.
    pub fn install(ctx: &Ctx<'js>, target: &Object<'js>, file_handle: Object<'js>) -> Result<()> {
        let globals = ctx.globals();
        let state = State {
            stat: target.get("statValues")?,
            stat_bigint: target.get("bigintStatValues")?,
            statfs: target.get("statFsValues")?,
            statfs_bigint: target.get("bigintStatFsValues")?,
            float_array: globals.get("Float64Array")?,
            bigint_array: globals.get("BigInt64Array")?,
            file_handle,
        };
        ctx.store_userdata(state).map_err(|_| in_use(ctx))?;
        Ok(())
    }

    /// The state of this context.
    pub fn of(ctx: &Ctx<'js>) -> Result<State<'js>> {
        match ctx.userdata::<State>() {
            Some(state) => Ok((*state).clone()),
            None => Err(rquickjs::Exception::throw_internal(ctx, "binding fs is not installed")),
        }
    }

    /// Write into the shared arrays.
    pub fn shared(&self) -> Arrays<'_, 'js> {
        Arrays { state: self, place: Place::Shared }
    }

    /// Make a new array for each result.
    pub fn fresh(&self) -> Arrays<'_, 'js> {
        Arrays { state: self, place: Place::Fresh }
    }
}

fn in_use(ctx: &Ctx<'_>) -> rquickjs::Error {
    rquickjs::Exception::throw_internal(ctx, "binding state is in use")
}

impl<'js> Arrays<'_, 'js> {
    /// `FileHandle.prototype`.
    pub fn file_handle(&self) -> &Object<'js> {
        &self.state.file_handle
    }

    /// Fills an array of stat numbers.
    pub fn stat(&self, bigint: bool, fields: &[i64; STAT_FIELDS]) -> Result<Value<'js>> {
        let shared = if bigint { &self.state.stat_bigint } else { &self.state.stat };
        self.fill(shared, bigint, fields)
    }

    /// Fills an array of the stat numbers of now and of before, one after the other.
    pub fn stat_change(
        &self,
        bigint: bool,
        now: &[i64; STAT_FIELDS],
        before: &[i64; STAT_FIELDS],
    ) -> Result<Value<'js>> {
        let shared = if bigint { &self.state.stat_bigint } else { &self.state.stat };
        self.fill(shared, bigint, &[*now, *before].concat())
    }

    /// Fills an array of statfs numbers.
    pub fn statfs(&self, bigint: bool, fields: &[i64; STATFS_FIELDS]) -> Result<Value<'js>> {
        let shared = if bigint { &self.state.statfs_bigint } else { &self.state.statfs };
        self.fill(shared, bigint, fields)
    }

    fn fill(&self, shared: &Object<'js>, bigint: bool, fields: &[i64]) -> Result<Value<'js>> {
        let array = match self.place {
            Place::Shared => shared.clone(),
            Place::Fresh => self.make(bigint, fields.len())?,
        };
        if let Some(bytes) = kernelet_quickjs::bytes::bytes_of(array.as_value()) {
            bytes.with_slice_mut(|bytes| {
                for (target, field) in bytes.chunks_exact_mut(8).zip(fields) {
                    let value =
                        if bigint { field.to_ne_bytes() } else { (*field as f64).to_ne_bytes() };
                    target.copy_from_slice(&value);
                }
            });
        }
        Ok(array.into_value())
    }

    fn make(&self, bigint: bool, length: usize) -> Result<Object<'js>> {
        let constructor = if bigint { &self.state.bigint_array } else { &self.state.float_array };
        match constructor.as_constructor() {
            Some(constructor) => constructor.construct((length,)),
            None => Err(rquickjs::Exception::throw_internal(constructor.ctx(), "no typed arrays")),
        }
    }
}
