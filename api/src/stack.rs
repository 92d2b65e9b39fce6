//! Where mutations, imports and exports run: on threads of their own with large stacks. A statement that comes with events that come with places goes deeper
//! than a server's worker thread has stack for, and a stack that overflows ends the process.

use std::sync::OnceLock;
use tokio::runtime::{Builder, Runtime};

/// Measured without optimisation: a statement with an event that is new takes between two and three megabytes.
const STACK: usize = 32 * 1024 * 1024;
/// Writers take turns, so that more would only wait.
const THREADS: usize = 2;

/// Runs `work` there, and gives its result.
pub async fn run<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> Result<T, String> {
    static RUNTIME: OnceLock<Result<Runtime, String>> = OnceLock::new();
    let runtime = RUNTIME.get_or_init(|| {
        let mut builder = Builder::new_multi_thread();
        let builder = builder.worker_threads(THREADS).thread_stack_size(STACK).thread_name("deep").enable_all();
        builder.build().map_err(|error| error.to_string())
    });
    let handle = runtime.as_ref().map_err(Clone::clone)?.handle().clone();
    handle.spawn(work).await.map_err(|error| error.to_string())
}
