//! What the policy says about places: checks on the path that a walk resolved, not on the text that a
//! process passed, so that no link and no `..` leads around a rule.
//!
//! A walk that does not arrive is judged as well, on the part that exists and the rest as it is: who
//! may not see a place does not learn from the error whether it exists.

use super::resolve::{Blocked, Final, Walked};
use super::{Caller, Location, Vfs};
use crate::errno::Result;
use crate::path;
use crate::policy::{Capability, ScopeName};

impl Vfs {
    /// Walk to where the caller wants to do that.
    pub(crate) fn walk_for(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
        last: Final,
        capability: Capability,
    ) -> Result<Walked> {
        let walked = self.walk_guarded(caller, start, path, last, capability)?;
        self.permit(caller, &walked, capability)?;
        Ok(walked)
    }

    /// Walk to where the caller wants to do what it takes more to know: [`Vfs::permit`] is still to be
    /// asked. Only a walk that does not arrive is judged.
    pub(super) fn walk_guarded(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
        last: Final,
        capability: Capability,
    ) -> Result<Walked> {
        match self.try_walk(caller, start, path, last) {
            Ok(walked) => Ok(walked),
            Err(blocked) => {
                if !caller.monitor.allows_all(caller.pid, ScopeName::Fs) {
                    let path = self.path_of_blocked(&blocked)?;
                    caller.monitor.permit(caller.pid, capability, &path)?;
                }
                Err(blocked.error)
            }
        }
    }

    /// The existing place a path leads to, where the caller wants to do that.
    pub(crate) fn find(
        &mut self,
        caller: &Caller,
        start: Location,
        path: &[u8],
        last: Final,
        capability: Capability,
    ) -> Result<Location> {
        self.walk_for(caller, start, path, last, capability)?.existing()
    }

    /// `acces` unless the caller may do that at the place a walk led to.
    pub(super) fn permit(
        &mut self,
        caller: &Caller,
        walked: &Walked,
        capability: Capability,
    ) -> Result<()> {
        if caller.monitor.allows_all(caller.pid, ScopeName::Fs) {
            return Ok(());
        }
        let path = self.path_of_walked(walked)?;
        caller.monitor.permit(caller.pid, capability, &path)
    }

    /// Whether the caller may do that there, asking nobody.
    pub(super) fn allows(
        &mut self,
        caller: &Caller,
        walked: &Walked,
        capability: Capability,
    ) -> Result<bool> {
        if caller.monitor.allows_all(caller.pid, ScopeName::Fs) {
            return Ok(true);
        }
        let path = self.path_of_walked(walked)?;
        Ok(caller.monitor.allows(caller.pid, capability, &path))
    }

    /// The path of what does not exist or cannot be reached: `.` and `..` in the missing part are
    /// taken as text.
    fn path_of_blocked(&mut self, blocked: &Blocked) -> Result<Vec<u8>> {
        let mut resolved = self.path_of(blocked.directory)?;
        let mut rest = &blocked.rest[..];
        while let Some((name, following)) = path::split_first(rest) {
            match name {
                b"." => {}
                b".." => {
                    let slash = resolved.iter().rposition(|byte| *byte == b'/').unwrap_or(0);
                    resolved.truncate(slash.max(1));
                }
                name => resolved = path::join(&resolved, name),
            }
            rest = following;
        }
        Ok(resolved)
    }
}
