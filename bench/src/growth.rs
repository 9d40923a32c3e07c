//! How costs grow: entries of a directory, depth of a path, layers below the root, processes, timers; and
//! what pipes and sockets carry.
//!
//! File calls are made by the embedder, so that only the kernel and the way to it are measured; what
//! programs do is measured as programs see it, against node.

use std::time::Instant;

use anyhow::{Result, ensure};
use kernelet::{
    Actor, Entry, EntryKind, Files, Lower, ProcessOptions, RootConfiguration, RootMode, Runtime,
    Vm, VmConfig,
};

use crate::measure::{Samples, digits};
use crate::report::Report;
use crate::script;

/// Calls in one sample.
const CALLS: u32 = 2000;
const SAMPLES: u32 = 5;
/// Runs of each script.
const RUNS: usize = 3;
/// Processes of one round.
const PROCESSES: u32 = 250;

/// Each script prints `name figure` lines.
const SCRIPT: &str = r#"
const net = require('net'), { spawnSync } = require('child_process');
const microseconds = (start) => Number(process.hrtime.bigint() - start) / 1e3;
const size = 16 << 20, part = Buffer.alloc(1 << 16, 97);
const server = net.createServer((socket) => socket.on('data', (data) => {
  if (data.length === 1) socket.write(data);
}));
server.listen(0, '127.0.0.1', () => {
  const client = net.connect(server.address().port, '127.0.0.1', () => {
    let left = 300, start = process.hrtime.bigint();
    client.on('data', () => {
      if (--left > 0) return client.write('x');
      console.log('socket: there and back', microseconds(start) / 300);
      const begin = process.hrtime.bigint();
      let sent = 0;
      const more = () => {
        while (sent < size) {
          sent += part.length;
          if (!client.write(part)) return client.once('drain', more);
        }
        client.end(() => {
          console.log('socket: microseconds for 1 MiB', microseconds(begin) / 16);
          server.close();
          timers();
        });
      };
      more();
    });
    client.write('x');
  });
});
function timers() {
  const start = process.hrtime.bigint();
  let left = 1000;
  for (let index = 0; index < 1000; index++) setTimeout(() => {
    if (--left === 0) {
      console.log('1 000 timers', microseconds(start));
      pipe();
    }
  }, 1);
}
function pipe() {
  const input = Buffer.alloc(size, 98), start = process.hrtime.bigint();
  const { stdout } = spawnSync('cat', { input, maxBuffer: size * 2 });
  if (stdout.length !== size) throw new Error('cut');
  console.log('pipes through cat: microseconds for 1 MiB', microseconds(start) / 16);
}
"#;

/// Measures all of it.
pub fn measure(report: &mut Report) -> Result<()> {
    let threads = tokio::runtime::Runtime::new()?;
    let runtime = Runtime::builder().processes(300).build()?;
    report.section(
        "Growth",
        "Microseconds for one call of the embedder. `create` makes an empty file and removes it.",
    );
    for entries in [10, 1000, 100_000] {
        threads.block_on(in_directory(&runtime, report, entries))?;
    }
    for depth in [2, 10, 40] {
        threads.block_on(at_depth(&runtime, report, depth))?;
    }
    for layers in [1, 8, 32] {
        threads.block_on(over_layers(&runtime, report, layers))?;
    }
    threads.block_on(processes(&runtime, report))?;
    report.section("Streams and timers", "Microseconds, as the program sees it, against node.");
    script::compare(report, &threads, SCRIPT, RUNS)
}

fn vm(runtime: &Runtime, root: Option<RootConfiguration>) -> Result<Vm> {
    let mut config = VmConfig::default();
    config.limits.filesystem_inodes = 200_000;
    config.limits.directory_entries = 200_000;
    config.limits.processes = 300;
    if let Some(root) = root {
        config.root = root;
    }
    Ok(runtime.vm(config)?)
}

/// Measures one call: `work` is given a number that is never the same.
async fn row(
    report: &mut Report,
    what: &str,
    calls: u32,
    mut work: impl AsyncFnMut(u32) -> Result<()>,
) -> Result<()> {
    let mut samples = Samples::default();
    for sample in 0..SAMPLES {
        let started = Instant::now();
        for call in 0..calls {
            work(sample * calls + call).await?;
        }
        samples.push(started.elapsed().as_secs_f64() * 1e6 / f64::from(calls));
    }
    report.row(what, &samples.summary(), "", "");
    Ok(())
}

async fn in_directory(runtime: &Runtime, report: &mut Report, entries: u32) -> Result<()> {
    let vm = vm(runtime, None)?;
    let files = vm.files(Actor::Operator);
    files.make_directory("/tmp/d").await?;
    for number in 0..entries {
        files.write(&format!("/tmp/d/{number}"), b"").await?;
    }
    let name = |number: u32| format!("/tmp/d/{}", number % entries);
    row(report, &format!("stat, {entries} entries"), CALLS, async |number| {
        files.stat(&name(number * 7919), true).await?;
        Ok(())
    })
    .await?;
    row(report, &format!("open and read, {entries} entries"), CALLS, async |number| {
        files.read(&name(number * 7919)).await?;
        Ok(())
    })
    .await?;
    row(report, &format!("create, {entries} entries"), CALLS, async |_| {
        files.write("/tmp/d/new", b"").await?;
        Ok(files.remove_file("/tmp/d/new").await?)
    })
    .await?;
    row(report, &format!("rename, {entries} entries"), CALLS, async |number| {
        let (old, new) = if number % 2 == 0 { ("0", "x") } else { ("x", "0") };
        Ok(files.rename(&format!("/tmp/d/{old}"), &format!("/tmp/d/{new}")).await?)
    })
    .await?;
    let rounds = (100_000 / entries).clamp(2, 500);
    row(report, &format!("readdir, {entries} entries (for all of them)"), rounds, async |_| {
        let listed = files.read_directory("/tmp/d").await?;
        ensure!(listed.len() == entries as usize, "{} entries", listed.len());
        Ok(())
    })
    .await
}

async fn stat_row(report: &mut Report, what: &str, files: &Files, path: &str) -> Result<()> {
    row(report, what, CALLS, async |_| {
        files.stat(path, true).await?;
        Ok(())
    })
    .await
}

async fn at_depth(runtime: &Runtime, report: &mut Report, depth: usize) -> Result<()> {
    let vm = vm(runtime, None)?;
    let files = vm.files(Actor::Operator);
    let path = format!("/tmp{}", "/d".repeat(depth - 1));
    files.make_directories(&path).await?;
    stat_row(report, &format!("stat, {depth} deep"), &files, &path).await
}

async fn over_layers(runtime: &Runtime, report: &mut Report, layers: usize) -> Result<()> {
    let entry = |number: usize| Entry {
        path: format!("/opt/layer/{number}").into_bytes(),
        kind: EntryKind::File,
        mode: None,
        uid: None,
        gid: None,
        content: Some(b"x".to_vec()),
        target: None,
        executable: false,
    };
    let root = RootConfiguration {
        mode: RootMode::Ephemeral,
        disable_default_base_layer: false,
        lowers: (0..layers).map(|number| Lower::Snapshot(vec![entry(number)])).collect(),
        bootstrap: Vec::new(),
    };
    let vm = vm(runtime, Some(root))?;
    let files = vm.files(Actor::Operator);
    let what = format!("stat in the last of {layers} layers");
    stat_row(report, &what, &files, &format!("/opt/layer/{}", layers - 1)).await
}

/// All at once, until the last is reaped.
async fn processes(runtime: &Runtime, report: &mut Report) -> Result<()> {
    let vm = vm(runtime, None)?;
    let mut samples = Samples::default();
    for _ in 0..SAMPLES {
        let started = Instant::now();
        let mut running = Vec::new();
        for _ in 0..PROCESSES {
            running.push(vm.start(ProcessOptions::new("true"))?);
        }
        for process in running {
            ensure!(process.wait().await?.code() == 0, "true is false");
        }
        samples.push(started.elapsed().as_secs_f64() * 1e6 / f64::from(PROCESSES));
    }
    report.row(
        &format!("one of {PROCESSES} processes, spawned and reaped"),
        &samples.summary(),
        "",
        "",
    );
    let memory = vm.kernel_memory() as f64 / 1024.0;
    report.row("memory of the kernel afterwards, KiB", &digits(memory), "", "");
    Ok(())
}
