//! One system call, and file reads and writes, as a program sees them.

use std::time::Instant;

use anyhow::{Result, ensure};
use kernelet::{Runtime, VmConfig};

use crate::measure::Samples;
use crate::report::Report;
use crate::script;

/// Each script prints `name microseconds` lines.
const SCRIPT: &str = r#"
const fs = require('fs'), path = require('path'), os = require('os');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
function time(name, count, work) {
  work(0);
  const start = process.hrtime.bigint();
  for (let index = 0; index < count; index++) work(index);
  console.log(name, Number(process.hrtime.bigint() - start) / 1e3 / count);
}
const small = Buffer.alloc(600, 97), large = Buffer.alloc(1 << 20, 98);
const file = path.join(folder, 'file'), big = path.join(folder, 'big');
fs.writeFileSync(file, small); fs.writeFileSync(big, large);
const fd = fs.openSync(file, 'r+');
time('fs.fstatSync', 5000, () => fs.fstatSync(fd));
time('fs.statSync', 5000, () => fs.statSync(file));
time('fs.readSync 600 B', 5000, () => fs.readSync(fd, small, 0, 600, 0));
time('fs.writeSync 600 B', 5000, () => fs.writeSync(fd, small, 0, 600, 0));
time('fs.readFileSync 600 B utf8', 3000, () => fs.readFileSync(file, 'utf8'));
time('fs.writeFileSync 600 B', 3000, () => fs.writeFileSync(file, small));
time('fs.readFileSync 1 MiB', 50, () => fs.readFileSync(big));
time('fs.writeFileSync 1 MiB', 50, () => fs.writeFileSync(big, large));
time('create and unlink', 2000, (index) => {
  const name = path.join(folder, 'f' + index);
  fs.closeSync(fs.openSync(name, 'w'));
  fs.unlinkSync(name);
});
"#;

const RUNS: usize = 5;

/// Runs the script in a VM and under node on tmpfs, in turn.
pub fn measure(report: &mut Report) -> Result<()> {
    report.section("System calls and files", "Microseconds for one, as the program sees it.");
    let threads = tokio::runtime::Runtime::new()?;
    threads.block_on(host_call(report))?;
    script::compare(report, &threads, SCRIPT, RUNS)?;
    Ok(())
}

/// One call from the host into the kernel: read a 16-byte file as the operator.
async fn host_call(report: &mut Report) -> Result<()> {
    const CALLS: u32 = 20_000;
    let vm = Runtime::builder().build()?.vm(VmConfig::default())?;
    vm.write_file("/tmp/file", &[0; 16]).await?;
    let mut samples = Samples::default();
    for _ in 0..10 {
        let started = Instant::now();
        for _ in 0..CALLS {
            ensure!(vm.read_file("/tmp/file").await?.len() == 16, "short read");
        }
        samples.push(started.elapsed().as_secs_f64() * 1e6 / f64::from(CALLS));
    }
    report.row("host to kernel and back: read a 16-byte file", &samples.summary(), "", "");
    Ok(())
}
