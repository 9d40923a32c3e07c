//! Who and where a process is: `id`, `whoami`, `logname`, `groups`, `hostname`.

use std::ffi::OsString;

use crate::system;

/// Runs the command of that name.
pub fn main(arguments: Vec<OsString>) -> i32 {
    let facts = system::facts();
    let identity = system::identity();
    let name = crate::called_as(&arguments);
    let words: Vec<String> =
        arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    match (name.as_str(), words.iter().map(String::as_str).collect::<Vec<_>>().as_slice()) {
        ("hostname", []) => println!("{}", facts.hostname),
        ("whoami" | "logname", []) | ("id", ["-un" | "-nu"]) => println!("{}", facts.user),
        ("groups", []) | ("id", ["-gn" | "-ng" | "-Gn" | "-nG"]) => println!("{}", facts.user),
        ("id", ["-u"]) => println!("{}", identity.effective_uid),
        ("id", ["-g"]) => println!("{}", identity.effective_gid),
        ("id", ["-G"]) => {
            let groups: Vec<String> = identity.groups.iter().map(u32::to_string).collect();
            println!("{}", groups.join(" "));
        }
        ("id", []) => {
            let (user, uid, gid) = (&facts.user, identity.effective_uid, identity.effective_gid);
            println!("uid={uid}({user}) gid={gid}({user}) groups={gid}({user})");
        }
        (name, words) => {
            eprintln!("{name}: unknown arguments: {}", words.join(" "));
            return 1;
        }
    }
    0
}
