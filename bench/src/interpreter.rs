//! The interpreter on fixed scripts: in a VM, and the same engine built natively in this program.

use std::time::Instant;

use anyhow::{Context as _, Result, anyhow, ensure};
use kernelet::{ProcessOptions, Runtime, VmConfig};
use kernelet_quickjs::rquickjs;

use crate::measure::{Samples, digits, ratios};
use crate::report::Report;

const RUNS: usize = 3;

/// Bytes of native stack for the engine here, as its guests have.
const STACK: usize = 64 << 20;

/// Runs each script of `fixtures/interpreter` both ways, in turn.
pub fn measure(report: &mut Report) -> Result<()> {
    report.section(
        "Interpreter",
        "Milliseconds for a script of `fixtures/interpreter`; compared to the same patched QuickJS \
         compiled natively.",
    );
    let threads = tokio::runtime::Runtime::new()?;
    let runtime = Runtime::builder().build()?;
    let mut scripts: Vec<_> = std::fs::read_dir(crate::root().join("fixtures/interpreter"))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js"))
        .collect();
    scripts.sort();
    let mut logarithms = Vec::new();
    for path in scripts {
        let source = std::fs::read_to_string(&path)?;
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..RUNS {
            let (time, result) = threads.block_on(in_vm(&runtime, &source))?;
            let (native_time, native_result) = natively(&source)?;
            ensure!(
                result == native_result,
                "{name}: {result} in the VM, {native_result} natively"
            );
            ours.push(time);
            theirs.push(native_time);
        }
        let ratio = ratios(&ours, &theirs);
        logarithms.push(ratio.median().ln());
        report.row(&name, &summary(&ours), &summary(&theirs), &ratio.summary());
    }
    let mean = logarithms.iter().sum::<f64>() / logarithms.len() as f64;
    report.row("geometric mean of the medians", "", "", &digits(mean.exp()));
    Ok(())
}

fn summary(values: &[f64]) -> String {
    let mut samples = Samples::default();
    values.iter().for_each(|value| samples.push(*value));
    samples.summary()
}

/// Milliseconds that the script itself took, and its checksum.
async fn in_vm(runtime: &Runtime, source: &str) -> Result<(f64, String)> {
    let timed = format!(
        "const begin = process.hrtime.bigint();\n(0, eval)({});\n\
         console.log(Number(process.hrtime.bigint() - begin) / 1e6, String(globalThis.result));",
        quoted(source)
    );
    let vm = runtime.vm(VmConfig::default())?;
    vm.write_file("/tmp/script.js", timed.as_bytes()).await?;
    let process = vm.start(ProcessOptions::new("/usr/bin/node").argument("/tmp/script.js"))?;
    let (stdout, stderr) = process.read_to_end().await?;
    let stdout = String::from_utf8(stdout)?;
    let (time, result) = stdout
        .trim_end()
        .split_once(' ')
        .with_context(|| format!("no figure; {}", String::from_utf8_lossy(&stderr)))?;
    Ok((time.parse()?, result.to_string()))
}

/// The same on a thread with a large stack, in the engine as this program has it.
fn natively(source: &str) -> Result<(f64, String)> {
    let source = source.to_string();
    let run = move || -> Result<(f64, String)> {
        let runtime = rquickjs::Runtime::new()?;
        runtime.set_max_stack_size(STACK / 2);
        let context = rquickjs::Context::full(&runtime)?;
        context.with(|context| {
            let started = Instant::now();
            context.eval::<(), _>(source).map_err(|error| anyhow!("{error}"))?;
            let time = started.elapsed().as_secs_f64() * 1e3;
            let result: String = context.eval("String(globalThis.result)")?;
            Ok((time, result))
        })
    };
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(run)?;
    thread.join().map_err(|_| anyhow!("the engine panicked"))?
}

/// A JavaScript string literal.
fn quoted(text: &str) -> String {
    let mut literal = String::from('"');
    for character in text.chars() {
        match character {
            '"' | '\\' => literal.extend(['\\', character]),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\u{2028}' => literal.push_str("\\u2028"),
            '\u{2029}' => literal.push_str("\\u2029"),
            other => literal.push(other),
        }
    }
    literal.push('"');
    literal
}
