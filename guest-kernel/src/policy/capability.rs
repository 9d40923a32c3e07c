//! The operations that a policy judges. Their names are those of Node's and secure-exec's policies.

/// The scopes of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum ScopeName {
    Fs,
    Network,
    ChildProcess,
    Process,
    Env,
    Tool,
}

impl ScopeName {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Fs, Self::Network, Self::ChildProcess, Self::Process, Self::Env, Self::Tool];

    /// Its key in a policy.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fs => "fs",
            Self::Network => "network",
            Self::ChildProcess => "childProcess",
            Self::Process => "process",
            Self::Env => "env",
            Self::Tool => "tool",
        }
    }

    /// What its rules call their patterns.
    pub fn pattern_key(self) -> &'static str {
        if self == Self::Fs { "paths" } else { "patterns" }
    }
}

macro_rules! capabilities {
    ($($name:ident = $scope:ident, $operation:literal, $id:literal, $about:literal;)*) => {
        /// An operation on a resource. What the resource is stands with each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Capability { $(#[doc = $about] $name),* }

        impl Capability {
            /// The scope that judges it.
            pub fn scope(self) -> ScopeName {
                match self { $(Self::$name => ScopeName::$scope),* }
            }

            /// Its name in a rule.
            pub fn operation(self) -> &'static str {
                match self { $(Self::$name => $operation),* }
            }

            /// Its name in a message.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }
        }
    };
}

capabilities! {
    FsRead = Fs, "read", "fs.read", "Read a file or the text of a link: its absolute path, links resolved.";
    FsWrite = Fs, "write", "fs.write", "Make, change or hard-link a file, or change its attributes: its path.";
    FsStat = Fs, "stat", "fs.stat", "See whether it exists and its attributes: its path.";
    FsReaddir = Fs, "readdir", "fs.readdir", "List a directory: its path.";
    FsCreateDir = Fs, "create_dir", "fs.create_dir", "Make a directory: its path.";
    FsRm = Fs, "rm", "fs.rm", "Remove a name: its path.";
    FsRename = Fs, "rename", "fs.rename", "Move a name: each of its two paths.";
    FsSymlink = Fs, "symlink", "fs.symlink", "Make a symbolic link: its path.";
    FsMountSensitive = Fs, "mount_sensitive", "fs.mount_sensitive", "Mount over a system directory: its path.";
    NetworkFetch = Network, "fetch", "network.fetch", "Fetch: `tcp://host:port`.";
    NetworkHttp = Network, "http", "network.http", "Connect or send: `tcp://host:port`, `udp://host:port`.";
    NetworkDns = Network, "dns", "network.dns", "Look a name up: `dns://host`.";
    NetworkListen = Network, "listen", "network.listen", "Listen: `tcp://host:port`, `unix:///path`.";
    NetworkInspect = Network, "inspect", "network.inspect", "See who listens: `tcp://host:port`, `*` for any.";
    ChildProcessSpawn = ChildProcess, "spawn", "child_process.spawn", "Start a program: the command's name.";
    ProcessInspect = Process, "inspect", "process.inspect", "See other processes: `process://snapshot`.";
    EnvRead = Env, "read", "env.read", "Have a variable in the environment: its name.";
    EnvWrite = Env, "write", "env.write", "Give a child another value of a variable: its name.";
    ToolInvoke = Tool, "invoke", "tool.invoke", "Call a host tool: `toolkit:tool`.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_made_of_scope_and_operation() {
        for capability in [Capability::FsCreateDir, Capability::ToolInvoke, Capability::EnvRead] {
            let expected = format!("{}.{}", capability.scope().key(), capability.operation());
            assert_eq!(capability.id(), expected);
        }
        assert_eq!(Capability::ChildProcessSpawn.id(), "child_process.spawn");
    }
}
