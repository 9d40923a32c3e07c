//! The export `supervisor`.

use super::bindings::exports::kernelet::kernel::supervisor;
use super::bindings::kernelet::kernel::types as wit;
use super::imports::Imports;
use super::names::*;
use super::sockets::inet_in;
use super::trees::*;
use super::values::*;
use super::{Answer, Component, KERNEL, Path, call, call_plain};
use crate::errno::{Errno, Refusal};
use crate::kernel::Kernel;
use crate::net::SocketId;
use crate::net::resolve::LookupId;
use crate::tools;
use crate::types::{self, Pid};
use std::rc::Rc;

type Verdict<T> = core::result::Result<T, supervisor::Refusal>;

fn refused(refusal: Refusal) -> supervisor::Refusal {
    supervisor::Refusal { errno: refusal.errno.into(), message: refusal.message }
}

fn refusal(errno: Errno, message: &str) -> supervisor::Refusal {
    refused(Refusal { errno, message: message.to_owned() })
}

/// Call the kernel for something that it refuses in words.
fn judge<T>(operation: impl FnOnce(&mut Kernel) -> core::result::Result<T, Refusal>) -> Verdict<T> {
    match call(|kernel| Ok(operation(kernel))) {
        Ok(answer) => answer.map_err(refused),
        Err(errno) => Err(refusal(errno.into(), "the VM is not configured")),
    }
}

impl supervisor::Guest for Component {
    fn configure(configuration: supervisor::Configuration) -> Verdict<()> {
        KERNEL.with(|kernel| {
            let mut kernel =
                kernel.try_borrow_mut().map_err(|_| refusal(Errno::Busy, "the kernel is busy"))?;
            if kernel.is_some() {
                return Err(refusal(Errno::Already, "the VM is configured already"));
            }
            let configuration = configuration_in(configuration);
            let configured = Kernel::configure(Rc::new(Imports), configuration).map_err(refused)?;
            *kernel = Some(configured);
            Ok(())
        })
    }

    fn set_policy(policy: supervisor::Policy) -> Verdict<()> {
        let policy = policy_in(policy);
        judge(|kernel| kernel.set_policy(policy).map_err(Refusal::invalid))
    }

    fn switch_to(pid: u32) -> Answer<()> {
        call(|kernel| kernel.switch_to(Pid(pid)))
    }

    fn set_mounts(mounts: Vec<supervisor::Mount>) -> Verdict<()> {
        let mounts: Vec<_> = mounts.into_iter().map(mount_in).collect();
        judge(|kernel| kernel.set_mounts(mounts))
    }

    fn mount_host_directory(
        grant: String,
        path: Path,
        access: supervisor::MountAccess,
    ) -> Answer<()> {
        call(|kernel| kernel.mount_host_directory(&grant, &path, access_in(access)))
    }

    fn bootstrap(entries: Vec<supervisor::Entry>) -> Verdict<u32> {
        judge(|kernel| kernel.bootstrap(&entries_in(entries)))
    }

    fn snapshot() -> Verdict<Vec<supervisor::Entry>> {
        judge(Kernel::snapshot).map(entries_out)
    }

    fn create_layer() -> Verdict<u32> {
        judge(Kernel::create_layer)
    }

    fn seal_layer(layer: u32) -> Verdict<u32> {
        judge(|kernel| kernel.seal_layer(layer))
    }

    fn import_layer(entries: Vec<supervisor::Entry>) -> Verdict<u32> {
        judge(|kernel| kernel.import_layer(&entries_in(entries)))
    }

    fn export_layer(layer: u32) -> Verdict<Vec<supervisor::Entry>> {
        judge(|kernel| kernel.export_layer(layer)).map(entries_out)
    }

    fn overlay_layers(
        mode: supervisor::RootMode,
        upper: Option<u32>,
        lowers: Vec<u32>,
    ) -> Verdict<u32> {
        judge(|kernel| kernel.overlay_layers(root_mode_in(mode), upper, &lowers))
    }

    fn register_commands(commands: Vec<supervisor::Command>) -> Verdict<()> {
        let commands: Vec<_> = commands.into_iter().map(command_in).collect();
        judge(|kernel| kernel.register_commands(&commands))
    }

    fn start(options: supervisor::StartOptions) -> Answer<u32> {
        let options = types::StartOptions {
            program: options.program,
            arguments: options.arguments,
            environment: options.environment,
            directory: options.directory,
            stdin: stdio_in(options.stdin),
            stdout: stdio_in(options.stdout),
            stderr: stdio_in(options.stderr),
            window: options.window.map(window_in).unwrap_or_default(),
        };
        call(|kernel| kernel.start(options).map(|pid| pid.0))
    }

    fn feed(pid: u32, data: Vec<u8>) -> Answer<u32> {
        call(|kernel| kernel.feed(Pid(pid), &data))
    }

    fn resize(pid: u32, window: wit::WindowSize) -> Answer<()> {
        call(|kernel| kernel.resize(Pid(pid), window_in(window)))
    }

    fn end_input(pid: u32) -> Answer<()> {
        call(|kernel| kernel.end_input(Pid(pid)))
    }

    fn drain(pid: u32, limit: u32) -> Answer<Vec<supervisor::Output>> {
        let outputs = call(|kernel| kernel.drain(Pid(pid), limit))?;
        Ok(outputs
            .into_iter()
            .map(|output| supervisor::Output {
                descriptor: output.descriptor,
                data: output.data,
                closed: output.closed,
            })
            .collect())
    }

    fn ended_by_limit(pid: u32, limit: supervisor::ProgramLimit) {
        call_plain(|kernel| kernel.ended_by_limit(Pid(pid), program_limit_in(limit)));
    }

    fn near_limit(limit: supervisor::ProgramLimit, used: u64) {
        call_plain(|kernel| kernel.near_limit(program_limit_in(limit), used));
    }

    fn ended(pid: u32, trapped: Option<u8>) {
        call_plain(|kernel| kernel.ended(Pid(pid), trapped));
    }

    fn reap(pid: u32) -> Answer<Option<wit::WaitStatus>> {
        call(|kernel| kernel.reap(Pid(pid))).map(|status| status.map(status_out))
    }

    fn processes() -> Vec<supervisor::ProcessEntry> {
        call_plain(Kernel::list_processes).into_iter().map(process_out).collect()
    }

    fn may_inspect_processes() -> Verdict<()> {
        judge(|kernel| kernel.may_inspect_processes())
    }

    fn signal_handling(pid: u32) -> Answer<supervisor::SignalHandlers> {
        let (caught, ignored) = call(|kernel| kernel.signal_handling(Pid(pid)))?;
        Ok(supervisor::SignalHandlers { caught, ignored })
    }

    fn terminate_all(grace: u64) {
        call_plain(|kernel| kernel.terminate_all(grace));
    }

    fn timers_due() {
        call_plain(Kernel::timers_due);
    }

    fn take_events() -> Vec<supervisor::Event> {
        call_plain(Kernel::take_events).into_iter().map(event_out).collect()
    }

    fn answer(question: u64, allow: bool) {
        call_plain(|kernel| kernel.answer(question, allow));
    }

    fn connected(connection: u64, outcome: Answer<()>) {
        let outcome = outcome.map_err(Into::into);
        call_plain(|kernel| kernel.connected(SocketId(connection), outcome));
    }

    fn connect(port: u16) -> Answer<u64> {
        call(|kernel| kernel.connect_inside(port)).map(|end| end.0)
    }

    fn take_sent(connection: u64, limit: u32) -> Answer<Vec<u8>> {
        call(|kernel| kernel.take_sent(SocketId(connection), limit))
    }

    fn give_received(connection: u64, data: Vec<u8>) -> Answer<u32> {
        call(|kernel| kernel.give_received(SocketId(connection), &data))
    }

    fn end_received(connection: u64) {
        call_plain(|kernel| kernel.end_received(SocketId(connection)));
    }

    fn disconnect(connection: u64, cause: Option<wit::Errno>) {
        let cause = cause.map(Into::into);
        call_plain(|kernel| kernel.disconnect_outside(SocketId(connection), cause));
    }

    fn give_datagram(connection: u64, from: wit::InetAddress, data: Vec<u8>) {
        call_plain(|kernel| kernel.give_datagram(SocketId(connection), inet_in(from), data));
    }

    fn resolved(query: u64, outcome: wit::LookupOutcome) {
        call_plain(|kernel| kernel.resolved(LookupId(query), outcome_in(outcome)));
    }

    fn find_listener(what: supervisor::SocketQuery) -> Verdict<Option<supervisor::SocketFound>> {
        let found = judge(|kernel| kernel.find_listener(&query_in(what)))?;
        Ok(found.map(found_out))
    }

    fn find_bound_datagram(
        what: supervisor::SocketQuery,
    ) -> Verdict<Option<supervisor::SocketFound>> {
        let found = judge(|kernel| kernel.find_bound_datagram(&query_in(what)))?;
        Ok(found.map(found_out))
    }

    fn register_toolkit(toolkit: supervisor::Toolkit) -> Verdict<u32> {
        judge(|kernel| kernel.register_toolkit(&toolkit_in(toolkit)))
    }

    fn answer_tool(call: u64, answer: supervisor::ToolAnswer) {
        let answer = match answer {
            supervisor::ToolAnswer::Result(text) => tools::Answer::Result(text),
            supervisor::ToolAnswer::Failure(text) => tools::Answer::Failure(text),
        };
        call_plain(|kernel| kernel.answer_tool(call, &answer));
    }

    fn usage() -> supervisor::VmUsage {
        let usage = call(|kernel| Ok(kernel.usage())).ok();
        supervisor::VmUsage {
            processes: usage.map_or(0, |usage| usage.processes),
            zombies: usage.map_or(0, |usage| usage.zombies),
            open_files: usage.map_or(0, |usage| usage.open_files),
            pipes: usage.map_or(0, |usage| usage.pipes),
            terminals: usage.map_or(0, |usage| usage.terminals),
            sockets: usage.map_or(0, |usage| usage.sockets),
            connections: usage.map_or(0, |usage| usage.connections),
            socket_bytes: usage.map_or(0, |usage| usage.socket_bytes),
            filesystem_bytes: usage.map_or(0, |usage| usage.filesystem_bytes),
            filesystem_inodes: usage.map_or(0, |usage| usage.filesystem_inodes),
        }
    }
}

fn toolkit_in(toolkit: supervisor::Toolkit) -> tools::Toolkit {
    let example = |example: supervisor::ToolExample| tools::Example {
        description: example.description,
        input: example.input,
    };
    let tool = |tool: supervisor::Tool| tools::Tool {
        name: tool.name,
        description: tool.description,
        input_schema: tool.input_schema,
        timeout_milliseconds: tool.timeout_milliseconds,
        examples: tool.examples.into_iter().map(example).collect(),
    };
    tools::Toolkit {
        name: toolkit.name,
        description: toolkit.description,
        command_aliases: toolkit.command_aliases,
        registry_command_aliases: toolkit.registry_command_aliases,
        tools: toolkit.tools.into_iter().map(tool).collect(),
    }
}
