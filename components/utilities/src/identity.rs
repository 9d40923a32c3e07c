//! Who and where a process is: `id`, `whoami`, `logname`, `groups`, `hostname`. A VM has the user that it is
//! made with, and root.

use crate::outcome::Outcome;

/// The name of a user or group, or its number.
pub fn name_of(id: u32) -> String {
    if id == 0 {
        return "root".into();
    }
    let own = kernelet_system::identity();
    if id == own.uid || id == own.gid {
        return kernelet_system::system_information().user;
    }
    id.to_string()
}

/// The number of a user or group; none when there is none of that name.
pub fn id_of(name: &str) -> Option<u32> {
    if let Ok(id) = name.parse() {
        return Some(id);
    }
    if name == "root" {
        return Some(0);
    }
    let user = kernelet_system::system_information().user;
    (name == user).then(|| kernelet_system::identity().uid)
}

/// Runs the command of that name.
pub fn main(words: Vec<String>) -> Outcome {
    let facts = kernelet_system::system_information();
    let own = kernelet_system::identity();
    let command = crate::called_as(&words);
    let rest: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    let mut groups = own.groups.clone();
    if !groups.contains(&own.effective_gid) {
        groups.insert(0, own.effective_gid);
    }
    let joined = |name: bool| {
        let text = |id: &u32| if name { name_of(*id) } else { id.to_string() };
        groups.iter().map(text).collect::<Vec<_>>().join(" ")
    };
    match (command.as_str(), rest.as_slice()) {
        ("hostname", [] | ["-s" | "-f"]) => println!("{}", facts.hostname),
        ("whoami" | "logname", []) => println!("{}", name_of(own.effective_uid)),
        ("groups", []) => println!("{}", joined(true)),
        ("id", ["-un" | "-nu"] | ["-u", "-n"] | ["-n", "-u"]) => {
            println!("{}", name_of(own.effective_uid));
        }
        ("id", ["-gn" | "-ng"] | ["-g", "-n"] | ["-n", "-g"]) => {
            println!("{}", name_of(own.effective_gid));
        }
        ("id", ["-Gn" | "-nG"] | ["-G", "-n"] | ["-n", "-G"]) => println!("{}", joined(true)),
        ("id", ["-u"]) => println!("{}", own.effective_uid),
        ("id", ["-g"]) => println!("{}", own.effective_gid),
        ("id", ["-G"]) => println!("{}", joined(false)),
        ("id", []) => {
            let named = |id: u32| format!("{id}({})", name_of(id));
            let groups: Vec<String> = groups.iter().map(|id| named(*id)).collect();
            println!(
                "uid={} gid={} groups={}",
                named(own.effective_uid),
                named(own.effective_gid),
                groups.join(",")
            );
        }
        (_, rest) => return Err(format!("unknown arguments: {}", rest.join(" ")).into()),
    }
    Ok(0)
}
