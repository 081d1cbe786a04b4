/** Where executions run: the {@link JobExecutor} contract and the built-in executors. */
@NullMarked
package dev.punctual.scheduler.executor;

import org.jspecify.annotations.NullMarked;
