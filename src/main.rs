//! The program: reads the command line, runs one command, answers with an exit code. Everything else is in the library.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    casetime::cli::main(std::env::args_os())
}
