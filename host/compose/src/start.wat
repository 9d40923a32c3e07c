;; Starts a WASI command: the `run` of a program calls that of `wasi:cli/run`, and a command that
;; reports failure without a status exits with 1.
(component
  (import "wasi:cli/run@0.2.0" (instance $command (export "run" (func (result (result))))))
  (import "kernelet:kernel/syscalls@0.1.0" (instance $kernel
    (export "exit" (func (param "status" u8)))))
  (core func $run (canon lower (func $command "run")))
  (core func $exit (canon lower (func $kernel "exit")))
  (core module $start
    (import "" "run" (func $run (result i32)))
    (import "" "exit" (func $exit (param i32)))
    (func (export "run")
      (if (call $run) (then (call $exit (i32.const 1))))))
  (core instance $started (instantiate $start
    (with "" (instance (export "run" (func $run)) (export "exit" (func $exit))))))
  (func (export "run") (canon lift (core func $started "run"))))
