//! A VM's life: made, configured, disposed of; and which of its requests goes where.

use std::sync::Arc;

use kernelet::VmConfig;
use kernelet::vm::config::FileModes;
use kernelet_protocol::frame::{SessionOwner, VmOwner};
use kernelet_protocol::message::{CreateVm, Request, Response, VmName, VmState};

use crate::Sidecar;
use crate::client::{Client, Responder};
use crate::config::CreateVmConfig;
use crate::machine::{Machine, Settings};
use crate::process::OutputLimits;
use crate::rejection::{Code, Rejection, Result};
use crate::request::commands::Commands;
use crate::request::{configure, files, inspect, layers, process, sockets, tools};

/// Makes a VM and answers; its client learns of its states afterwards.
pub async fn create(
    client: &Arc<Client>,
    responder: Responder,
    session: SessionOwner,
    asked: CreateVm,
) {
    match make(client, session, &asked.config).await {
        Ok(machine) => {
            let vm_id = machine.owner.vm_id.clone();
            client.registry().add_machine(Arc::clone(&machine));
            responder.answer(Ok(Response::VmCreated(VmName { vm_id: vm_id.clone() })));
            machine.lifecycle(VmState::Creating);
            machine.lifecycle(VmState::Ready);
            // The client may have gone while the VM was made: nobody else would end it.
            if client.link.is_closed() {
                let orphan = client.registry().remove_machine(&vm_id);
                if let Some(machine) = orphan {
                    machine.dispose().await;
                }
            }
        }
        Err(rejection) => responder.answer(Err(rejection)),
    }
}

async fn make(client: &Client, session: SessionOwner, json: &str) -> Result<Arc<Machine>> {
    let config = CreateVmConfig::parse(json)?;
    if let Some(setting) = config.not_available() {
        let message = format!("{setting} is not available in this sidecar");
        return Err(Rejection::new(Code::Unsupported, message));
    }
    let mut vm_config = VmConfig {
        policy: config.permissions.as_ref().map(Into::into),
        // Owners and modes are kept and shown; the policy alone decides.
        file_modes: FileModes::Ignored,
        network: config.network(),
        javascript: config.js_runtime.clone().unwrap_or_default(),
        root: config.root().map_err(invalid)?,
        ..VmConfig::default()
    };
    config.limits.apply(&mut vm_config);
    let limits = vm_config.limits;
    let runtime = client.sidecar.runtime.clone();
    let made = tokio::task::spawn_blocking(move || runtime.vm(vm_config)).await;
    let vm = made.map_err(|error| {
        Rejection::new(Code::ExecutionError, format!("the VM could not be made: {error}"))
    })?;
    let vm = vm.map_err(|error| invalid(error.into()))?;
    let vm_id = Sidecar::next(&client.sidecar.vms, "vm");
    let SessionOwner { connection_id, session_id } = session;
    let owner = VmOwner { connection_id, session_id, vm_id };
    let settings = Settings {
        environment: config.env.clone(),
        directory: config.cwd.clone().unwrap_or_else(|| process::HOME.into()),
        stdin_buffer: config.limits.stdin_buffer(),
        output: OutputLimits {
            process: config.limits.output_bytes(),
            event: config.limits.event_bytes(),
        },
        mounts: configure::Mounts::new(),
        read_through: None,
        commands: Commands::default(),
        limits,
        fetch_bytes: config.limits.fetch_bytes(),
    };
    let machine = Machine::start(owner, vm, Arc::clone(&client.link), settings);
    if let Some(directory) = &config.cwd {
        read_through(&machine, directory).await?;
    }
    Ok(machine)
}

/// What the kernel, or the reading of a field, says about a configuration.
fn invalid(rejection: Rejection) -> Rejection {
    let message = match rejection.code {
        Code::InvalidState => format!("invalid create VM config: {}", rejection.message),
        _ => format!("the VM could not be made: {}", rejection.message),
    };
    Rejection { message, ..rejection }
}

/// Shows a host directory, read-only, where processes start: for clients that give one of theirs as
/// the working directory. One that the VM has itself stays the VM's.
async fn read_through(machine: &Machine, directory: &str) -> Result<()> {
    let host = std::path::Path::new(directory);
    if machine.files().stat(directory, true).await.is_err() && host.is_dir() {
        configure::read_through(machine, directory)?;
    }
    Ok(())
}

/// Sends a VM's request where it belongs.
pub fn dispatch(
    client: &Arc<Client>,
    machine: &Arc<Machine>,
    responder: Responder,
    request: Request,
) {
    match request {
        Request::DisposeVm(_) => {
            let vm_id = machine.owner.vm_id.clone();
            if let Some(machine) = client.registry().remove_machine(&vm_id) {
                responder.answer(Ok(Response::VmDisposed(VmName { vm_id })));
                tokio::spawn(async move { machine.dispose().await });
            }
        }
        Request::GetProcessSnapshot(()) => responder.answer(inspect::snapshot(machine)),
        Request::GetSignalState(asked) => responder.answer(inspect::signal_state(machine, asked)),
        Request::GetZombieTimerCount(()) => responder.answer(inspect::zombies(machine)),
        Request::FindListener(asked) => responder.answer(sockets::find_listener(machine, asked)),
        Request::FindBoundUdp(asked) => responder.answer(sockets::find_bound_udp(machine, asked)),
        Request::VmFetch(asked) => sockets::fetch(machine, responder, asked),
        request => machine.enqueue(responder, request),
    }
}

/// Does one request of a VM's queue.
pub async fn perform(machine: &Arc<Machine>, responder: Responder, request: Request) {
    let name = request.name();
    match request {
        Request::Execute(asked) => process::execute(machine, responder, asked).await,
        Request::WriteStdin(asked) => process::write_stdin(machine, responder, asked),
        Request::CloseStdin(asked) => responder.answer(process::close_stdin(machine, asked)),
        Request::KillProcess(asked) => responder.answer(process::kill(machine, asked)),
        Request::GuestFilesystemCall(asked) => responder.answer(files::call(machine, asked).await),
        Request::BootstrapRootFilesystem(asked) => {
            responder.answer(layers::bootstrap(machine, &asked));
        }
        Request::CreateLayer(()) => responder.answer(layers::create(machine)),
        Request::SealLayer(asked) => responder.answer(layers::seal(machine, &asked)),
        Request::ImportSnapshot(asked) => responder.answer(layers::import(machine, &asked)),
        Request::ExportSnapshot(asked) => responder.answer(layers::export(machine, asked)),
        Request::CreateOverlay(asked) => responder.answer(layers::overlay(machine, &asked)),
        Request::SnapshotRootFilesystem(()) => responder.answer(layers::snapshot(machine)),
        Request::RegisterHostCallbacks(asked) => responder.answer(tools::register(machine, asked)),
        Request::ConfigureVm(asked) => responder.answer(configure::configure(machine, asked).await),
        _ => {
            let message = format!("{name} is not available in this sidecar");
            responder.answer(Err(Rejection::new(Code::Unsupported, message)));
        }
    }
}
