package dev.punctual.stress;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.ExecutionContext;
import dev.punctual.scheduler.Task;
import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.store.JobStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One node, which runs what is due and writes evidence of it, from the first line of its input
 * until that ends. It tells on its output who it is for the store and how many runs have ended.
 */
public final class NodeMain {

  /** The task of all jobs of all scenarios. */
  static final String TASK = "stress";

  private static final long TELL_NANOS = 20_000_000;

  private final JobStore store;
  private final Evidence evidence;
  private final long workNanos;
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicBoolean introduced = new AtomicBoolean();

  private NodeMain(JobStore store, Evidence evidence, long workNanos) {
    this.store = store;
    this.evidence = evidence;
    this.workNanos = workNanos;
  }

  /** Takes the store's url, its space, the folder of evidence, a name, threads and milliseconds. */
  public static void main(String[] args) throws IOException {
    long workNanos = Long.parseLong(args[5]) * 1_000_000;
    try (Evidence evidence = Evidence.of(Path.of(args[2]), args[3])) {
      JobStore store = StoreUrl.open(args[0], args[1]);
      NodeMain node = new NodeMain(store, evidence, workNanos);
      Task<Void> task = Task.named(TASK, node::run);
      BackgroundScheduler scheduler =
          BackgroundScheduler.builder()
              .jobStore("default", store)
              .executor("default", ThreadPoolExecutor.ofSize(Integer.parseInt(args[4])))
              .tasks(task)
              .build();
      scheduler.subscribe(
          TroubleEvent.DataLossSuspected.class, event -> System.out.println("loss"));
      Thread teller = new Thread(node::tell, "teller");
      teller.setDaemon(true);
      teller.start();
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      System.out.println("ready");
      if (in.readLine() != null) {
        scheduler.start();
        while (in.readLine() != null) {
          Thread.onSpinWait();
        }
      }
      scheduler.shutdown();
    }
    System.exit(0); // the pool of connections is not closed
  }

  private void run(ExecutionContext context) throws IOException {
    String execution = context.executionId().toString();
    evidence.note(false, execution, context.jobId(), context.attempt());
    if (introduced.compareAndSet(false, true)) {
      introduce(context);
    }
    long end = System.nanoTime() + workNanos;
    for (long left = workNanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
    evidence.note(true, execution, context.jobId(), context.attempt());
    ended.incrementAndGet();
  }

  /** The store knows under which name this node holds what it runs. */
  private void introduce(ExecutionContext context) {
    store.history().live(context.jobId(), null, 1).items().stream()
        .filter(run -> run.owner() != null)
        .forEach(run -> System.out.println("owner " + run.owner()));
  }

  private void tell() {
    int told = 0;
    while (true) {
      LockSupport.parkNanos(TELL_NANOS);
      int now = ended.get();
      if (now != told) {
        System.out.println("ended " + now);
        told = now;
      }
    }
  }
}
