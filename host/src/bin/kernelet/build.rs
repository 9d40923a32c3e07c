//! `kernelet build`: a user's command, made ready to start.

use anyhow::Result;
use kernelet::built::{Outcome, build as make};

use crate::machine;
use crate::options::Build;

/// Makes the file and says what was done.
pub fn build(options: &Build) -> Result<()> {
    let out = options.out.display();
    match make(&machine::components()?, &options.program, &options.out)? {
        Outcome::Written => {
            eprintln!("kernelet: {out} is ready; --command NAME={out} makes it one")
        }
        Outcome::UpToDate => eprintln!("kernelet: {out} is up to date"),
    }
    Ok(())
}
