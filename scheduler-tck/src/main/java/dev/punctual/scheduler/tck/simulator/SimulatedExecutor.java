package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.executor.ExecutorContext;
import dev.punctual.scheduler.executor.ExecutorStats;
import dev.punctual.scheduler.executor.JobExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A pool of simulated threads: a run holds one until its simulated work has ended. */
final class SimulatedExecutor implements JobExecutor {

  private static final long LONGEST_START = 2_000_000;

  private final Cluster cluster;
  private final Host host;
  private final Work work;
  private final int threads;
  private final int places;
  private final Queue<Runnable> queue = new ArrayDeque<>();
  private @Nullable ExecutorContext context;
  private int busy;
  private long completed;
  private boolean shut;

  /**
   * An idle pool.
   *
   * @param work what the runs do
   * @param places how many runs may wait for a thread
   */
  SimulatedExecutor(Cluster cluster, Host host, Work work, int threads, int places) {
    this.cluster = cluster;
    this.host = host;
    this.work = work;
    this.threads = threads;
    this.places = places;
  }

  @Override
  public void start(ExecutorContext given) {
    context = given;
  }

  @Override
  public int idle() {
    return Math.max(0, threads - busy - queue.size());
  }

  @Override
  public int room() {
    return shut ? 0 : threads + places - busy - queue.size();
  }

  @Override
  public boolean submit(Runnable run) {
    if (room() <= 0) {
      checkRoom("submit", 1);
      return false;
    }
    queue.add(run);
    startNext();
    return true;
  }

  /** Writes down that more is asked for than there is room, unless the node is on its way out. */
  void checkRoom(String call, int asked) {
    if (asked > room() && !shut) {
      cluster.note(host.name, new Event.Overfull(call, asked, room()));
    }
  }

  private void startNext() {
    if (busy < threads && !queue.isEmpty()) {
      busy++;
      Runnable run = queue.remove();
      World world = cluster.world();
      world.schedule(host, world.chance.between(0, LONGEST_START), () -> perform(run));
    }
  }

  private void perform(Runnable run) {
    Work.Begun begun = work.during(run);
    if (begun == null) {
      threadFreed();
    } else {
      begun.goOn(this::threadFreed);
    }
  }

  private void threadFreed() {
    boolean full = room() == 0 || idle() == 0;
    busy--;
    completed++;
    startNext();
    ExecutorContext started = context;
    if (full && !shut && started != null) {
      started.roomFreed();
    }
  }

  @Override
  public ExecutorStats stats() {
    return new ExecutorStats(busy, queue.size(), completed, 0, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public void shutdown() {
    shut = true;
  }

  @Override
  public boolean awaitTermination(Duration timeout) {
    return busy == 0 && queue.isEmpty();
  }
}
