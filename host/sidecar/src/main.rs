//! `kernelet-sidecar`: serves a client on its standard streams, or several on a socket.

mod standard;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use clap::Parser;
use kernelet::{Components, Runtime};
use kernelet_sidecar::{Sidecar, stream};

/// VMs for secure-exec clients. Without options it serves one client on its standard streams, as
/// such clients start it.
#[derive(Parser)]
#[command(version, about)]
struct Options {
    /// Listen on this socket and serve every client that connects.
    #[arg(long, value_name = "PATH")]
    socket: Option<PathBuf>,
    /// Programs and VMs that may live at one time.
    #[arg(long, value_name = "N", default_value_t = 1024)]
    processes: u32,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_env("KERNELET_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("error"));
    // Standard output belongs to frames.
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(options) {
        Ok(()) => std::process::exit(0),
        Err(error) => {
            eprintln!("kernelet-sidecar: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: Options) -> Result<()> {
    let threads = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("cannot start threads")?;
    // On a thread of the pool, as all that it starts: from this one, every frame would be handed over.
    let serving = threads.spawn(async move {
        let builder = Runtime::builder().processes(options.processes).components(components()?);
        let sidecar = Arc::new(Sidecar::new(builder.build()?));
        match options.socket {
            Some(path) => listen(sidecar, &path).await,
            None => {
                let unusable = "cannot use the standard streams (start it with pipes)";
                let (input, output) = standard::input()
                    .and_then(|input| Ok((input, standard::output()?)))
                    .context(unusable)?;
                let served = stream::serve(sidecar, input, output).await;
                // A client that closes its end while we still write to it is a client that left.
                if let Err(error) = served {
                    tracing::warn!("the client's stream ended: {error}");
                }
                Ok(())
            }
        }
    });
    let served = threads.block_on(serving).context("the sidecar failed").flatten();
    // A thread may still wait in a read or write of a standard stream.
    threads.shutdown_background();
    served
}

async fn listen(sidecar: Arc<Sidecar>, path: &std::path::Path) -> Result<()> {
    let listener = tokio::net::UnixListener::bind(path).with_context(|| {
        format!("cannot listen on {}: remove it when nobody else does", path.display())
    })?;
    loop {
        let (socket, _) = listener.accept().await.context("cannot accept a client")?;
        let sidecar = Arc::clone(&sidecar);
        tokio::spawn(async move {
            let (input, output) = socket.into_split();
            if let Err(error) = stream::serve(sidecar, input, output).await {
                tracing::warn!("a client's stream ended: {error}");
            }
        });
    }
}

/// The components inside this binary, or those of the folder that `KERNELET_COMPONENTS` names.
fn components() -> Result<Components> {
    let Some(folder) = std::env::var_os("KERNELET_COMPONENTS").map(PathBuf::from) else {
        return Ok(Components::embedded());
    };
    Components::from_folder(&folder).with_context(|| {
        format!("cannot read the components in {} (KERNELET_COMPONENTS)", folder.display())
    })
}
