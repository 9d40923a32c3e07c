//! What a child runs: the part of the options that `Process.spawn` and `spawn_sync.spawn` share.

use rquickjs::{Array, Object, Result, Value};

use crate::{
    bindings::fs::argument::path_of,
    sys::{self, Errno, Pid},
};

/// A program, its arguments and its surroundings.
pub struct Command {
    program: Vec<u8>,
    arguments: Vec<Vec<u8>>,
    environment: Vec<Vec<u8>>,
    directory: Option<Vec<u8>>,
    new_session: bool,
    uid: Option<i32>,
    gid: Option<i32>,
}

impl Command {
    /// Reads `file`, `args`, `envPairs`, `cwd`, `detached`, `uid` and `gid`, which the library has
    /// validated.
    ///
    /// # Errors
    /// What a property's getter throws.
    pub fn read(options: &Object<'_>) -> Result<Self> {
        let directory: Value<'_> = options.get("cwd")?;
        let directory = if directory.is_string() { Some(path_of(&directory)?) } else { None };
        let number = |name| -> Result<Option<i32>> {
            Ok(options.get::<_, Value<'_>>(name)?.as_number().map(|number| number as i32))
        };
        Ok(Self {
            program: path_of(&options.get("file")?)?,
            arguments: strings(options, "args")?,
            environment: strings(options, "envPairs")?,
            directory: directory.filter(|directory| !directory.is_empty()),
            new_session: options.get::<_, Value<'_>>("detached")?.as_bool() == Some(true),
            uid: number("uid")?,
            gid: number("gid")?,
        })
    }

    /// Starts it with these descriptors and nothing else.
    ///
    /// # Errors
    /// What the kernel answers; `perm` for an account that is not the caller's, since nobody here
    /// may change it.
    pub fn spawn(
        self,
        descriptors: Vec<sys::DescriptorMapping>,
    ) -> std::result::Result<Pid, Errno> {
        let own = sys::identity();
        for (wanted, own) in [(self.gid, own.gid), (self.uid, own.uid)] {
            if wanted.is_some_and(|wanted| wanted as u32 != own) {
                return Err(Errno::Perm);
            }
        }
        sys::spawn(&sys::SpawnOptions {
            program: self.program,
            search: true,
            arguments: self.arguments,
            environment: self.environment,
            directory: self.directory,
            descriptors,
            new_session: self.new_session,
        })
    }
}

fn strings(options: &Object<'_>, name: &str) -> Result<Vec<Vec<u8>>> {
    let list: Value<'_> = options.get(name)?;
    match list.into_array() {
        Some(list) => collect(&list),
        None => Ok(Vec::new()),
    }
}

fn collect(list: &Array<'_>) -> Result<Vec<Vec<u8>>> {
    (0..list.len()).map(|index| path_of(&list.get(index)?)).collect()
}
