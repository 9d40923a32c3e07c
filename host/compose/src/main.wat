;; The main function of a single-file composition: the VM is made, the program runs, and returning is
;; exiting with 0. `exit` does not return.
(component
  (import "supervisor" (instance $supervisor (export "start" (func))))
  (import "calls" (instance $calls (export "exit" (func (param "status" u8)))))
  (import "program" (instance $program (export "run" (func))))
  (core func $start (canon lower (func $supervisor "start")))
  (core func $exit (canon lower (func $calls "exit")))
  (core func $program (canon lower (func $program "run")))
  (core module $main
    (import "" "start" (func $start))
    (import "" "program" (func $program))
    (import "" "exit" (func $exit (param i32)))
    (func (export "run") (result i32)
      (call $start)
      (call $program)
      (call $exit (i32.const 0))
      (unreachable)))
  (core instance $instance (instantiate $main
    (with "" (instance
      (export "start" (func $start)) (export "program" (func $program)) (export "exit" (func $exit))))))
  (func (export "run") (result (result)) (canon lift (core func $instance "run"))))
