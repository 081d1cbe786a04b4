package dev.punctual.benchmarks.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.punctual.benchmarks.Clocks;
import dev.punctual.benchmarks.Contender;
import dev.punctual.benchmarks.Work;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.trigger.DateTrigger;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The bare work: one thread claims a little ahead, a timer starts each job at its instant, two
 * threads complete what has ended; 100 rows at most in a script, all over one connection.
 */
final class RawContender implements Contender {

  private static final byte[][] KEYS = {text("{raw}:")};
  private static final int CALL = 100;
  private static final int MOST_CLAIMED = 800;
  private static final int COMPLETERS = 2;
  private static final long AHEAD_MILLIS = 500;
  private static final long LEASE_MILLIS = 30_000;
  private static final long PAUSE_MILLIS = 20;

  private final RedisClient client;
  private final RedisAsyncCommands<byte[], byte[]> commands;
  private final Map<RawScript, String> digests = new EnumMap<>(RawScript.class);
  private final Work work;
  private final byte[] owner = text(UUID.randomUUID().toString());
  private final Semaphore room = new Semaphore(MOST_CLAIMED);
  private final BlockingQueue<Run> ended = new LinkedBlockingQueue<>();
  private final ExecutorService pool;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final ExecutorService loops = Executors.newFixedThreadPool(1 + COMPLETERS);

  /** A claimed job; the content is what a scheduler would have to read to run it. */
  private record Run(byte[] id, byte[] content, long due, long token, long began, long finished) {}

  RawContender(Setup setup, Work work) {
    this.work = work;
    this.pool = Executors.newFixedThreadPool(setup.threads());
    this.client = RedisClient.create(setup.url());
    this.commands = client.connect(ByteArrayCodec.INSTANCE).async();
    for (RawScript script : RawScript.values()) {
      digests.put(script, await(commands.scriptLoad(script.body())));
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] text(long number) {
    return text(Long.toString(number));
  }

  private static <T> T await(Future<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Object> call(RawScript script, List<byte[]> arguments) {
    byte[][] values = arguments.toArray(new byte[0][]);
    return await(commands.evalsha(digests.get(script), ScriptOutputType.MULTI, KEYS, values));
  }

  /** A step of a loop. */
  private interface Step {
    void run() throws InterruptedException;
  }

  @Override
  public void start() {
    loops.execute(() -> forever(this::claim));
    for (int i = 0; i < COMPLETERS; i++) {
      loops.execute(() -> forever(this::complete));
    }
  }

  private void forever(Step step) {
    try {
      while (!loops.isShutdown()) {
        step.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!loops.isShutdown()) {
        System.err.println("a loop of the raw protocol failed: " + e);
        System.exit(1);
      }
    }
  }

  private void claim() throws InterruptedException {
    room.acquire();
    int free = 1 + room.drainPermits();
    int limit = Math.min(CALL, free);
    List<Object> found =
        call(RawScript.CLAIM, List.of(owner, text(limit), text(AHEAD_MILLIS), text(LEASE_MILLIS)));
    int count = (found.size() - 1) / 3;
    room.release(free - count);
    for (int i = 0; i < count; i++) {
      byte[] id = (byte[]) found.get(1 + 3 * i);
      long due = (long) Double.parseDouble(new String((byte[]) found.get(2 + 3 * i), UTF_8));
      long token = (Long) found.get(0) - count + i + 1;
      begin(new Run(id, (byte[]) found.get(3 + 3 * i), due, token, 0, 0));
    }
    if (count == 0) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private void begin(Run run) {
    long left = Clocks.nanosUntil(run.due);
    if (left <= 0) {
      pool.execute(() -> run(run));
    } else {
      timer.schedule(() -> pool.execute(() -> run(run)), left, TimeUnit.NANOSECONDS);
    }
  }

  private void run(Run run) {
    long began = System.currentTimeMillis();
    work.run(run.due);
    long finished = System.currentTimeMillis();
    ended.add(new Run(run.id, run.content, run.due, run.token, began, finished));
  }

  private void complete() throws InterruptedException {
    List<Run> runs = new ArrayList<>(CALL);
    runs.add(ended.take());
    ended.drainTo(runs, CALL - 1);
    List<byte[]> arguments = new ArrayList<>(3 * runs.size());
    for (Run run : runs) {
      arguments.add(run.id);
      arguments.add(text(run.token));
      arguments.add(text(run.due + "|" + run.began + "|" + run.finished + "|work|succeeded"));
    }
    if ((Long) call(RawScript.COMPLETE, arguments).get(0) != runs.size()) {
      throw new IllegalStateException("a lease was lost");
    }
    room.release(runs.size());
  }

  @Override
  public void add(long due) {
    addAll(List.of(due));
  }

  @Override
  public void addAll(List<Long> due) {
    for (int from = 0; from < due.size(); from += CALL) {
      List<byte[]> arguments = new ArrayList<>();
      for (long each : due.subList(from, Math.min(due.size(), from + CALL))) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String id = Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        String trigger = DateTrigger.at(Instant.ofEpochMilli(each)).text();
        arguments.add(text(id));
        arguments.add(text(each));
        arguments.add(text(id + "|work|" + trigger + "|" + JobPolicy.DEFAULT.text()));
      }
      call(RawScript.ADD, arguments);
    }
  }

  @Override
  public void close() {
    loops.shutdownNow();
    timer.shutdownNow();
    pool.shutdownNow();
    client.shutdown();
  }
}
