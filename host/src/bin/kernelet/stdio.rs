//! Our standard streams joined to a process's.

use std::io::{Read as _, Write as _};

use anyhow::Result;
use kernelet::{Output, Process, Stdio};

/// What the program's standard input is: nothing when ours is nothing.
pub fn input() -> Stdio {
    if is_null(&std::io::stdin()) { Stdio::Null } else { Stdio::Piped }
}

/// Whether a descriptor is closed or `/dev/null`.
fn is_null(stream: &impl std::os::fd::AsFd) -> bool {
    let (Ok(stat), Ok(null)) = (rustix::fs::fstat(stream), rustix::fs::stat("/dev/null")) else {
        return true;
    };
    stat.st_rdev == null.st_rdev && stat.st_mode == null.st_mode
}

/// Moves bytes both ways until `finished` and the process's output are both done.
pub async fn join(process: &Process, finished: impl Future<Output = Result<u8>>) -> Result<u8> {
    let output = async {
        while let Some(piece) = process.output().await? {
            // The program writes as fast as our reader reads: this worker waits with it.
            let written = tokio::task::block_in_place(|| write(&piece));
            if written.is_err() {
                // Our reader is gone; so is the point of going on.
                let _ = process.kill();
            }
        }
        Ok::<(), anyhow::Error>(())
    };
    let input = feed(process);
    let done = async {
        let (code, written) = tokio::join!(finished, output);
        written.and(code)
    };
    tokio::pin!(done);
    tokio::select! {
        code = &mut done => return code,
        () = input => {}
    }
    done.await
}

fn write(piece: &Output) -> std::io::Result<()> {
    match piece {
        Output::Stdout(data) => {
            let mut stdout = std::io::stdout().lock();
            stdout.write_all(data)?;
            stdout.flush()
        }
        Output::Stderr(data) => std::io::stderr().lock().write_all(data),
    }
}

/// Carries our standard input to the program's until either ends.
async fn feed(process: &Process) {
    if matches!(input(), Stdio::Null) {
        return;
    }
    // Two pieces under way: reading goes on while one is being taken.
    let (sender, mut receiver) = tokio::sync::mpsc::channel::<Vec<u8>>(1);
    std::thread::spawn(move || {
        let mut buffer = vec![0; 64 << 10];
        while let Ok(count @ 1..) = std::io::stdin().lock().read(&mut buffer) {
            let piece = buffer.get(..count).unwrap_or_default().to_vec();
            if sender.blocking_send(piece).is_err() {
                return;
            }
        }
    });
    while let Some(piece) = receiver.recv().await {
        if process.write_stdin(&piece).await.is_err() {
            // The program does not read any more: its business.
            return;
        }
    }
    // The program may be gone already, and its input with it.
    let _ = process.close_stdin();
}
