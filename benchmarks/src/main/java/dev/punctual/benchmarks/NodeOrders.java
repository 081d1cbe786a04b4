package dev.punctual.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.LongStream;

/**
 * The other side of a {@link NodeProcess}: obeys the lines it is sent and answers each with a line;
 * unasked it tells how many jobs ran, in lines that begin with {@code ran}.
 */
public final class NodeOrders {

  private static final int BATCH = 1_000;
  private static final int PAUSES = 30;
  private static final long WATCH_NANOS = 3_000_000;

  private final Work work;
  private final Contender contender;

  private NodeOrders(Work work, Contender contender) {
    this.work = work;
    this.contender = contender;
  }

  /**
   * Obeys until it is told to stop, closes the contender and ends the process.
   *
   * @param arguments what {@code main} got
   * @param opener makes the contender, which does not run anything yet
   */
  public static void obey(String[] arguments, BiFunction<NodeSetup, Work, Contender> opener)
      throws IOException {
    NodeSetup setup = NodeSetup.of(arguments);
    Work work = new Work(setup.sleepMillis());
    Contender contender = opener.apply(setup, work);
    NodeOrders node = new NodeOrders(work, contender);
    Thread watch = new Thread(node::tellProgress, "progress");
    watch.setDaemon(true);
    watch.start();
    say("ready");
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.equals("stop")) {
          break;
        }
        say(node.obey(line.split(" ")));
      }
    } finally {
      contender.close();
      System.exit(0); // the rivals' threads are not all daemons
    }
  }

  private void tellProgress() {
    int told = 0;
    while (true) {
      LockSupport.parkNanos(WATCH_NANOS);
      int ran = work.ran();
      if (ran != told) {
        say("ran " + ran);
        told = ran;
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private String obey(String[] words) {
    switch (words[0]) {
      case "start" -> contender.start();
      case "rest" -> ((Restable) contender).rest();
      case "reset" -> work.reset();
      case "figures" -> {
        return Figures.line(Map.of(), work.figures());
      }
      case "add" -> {
        long due = Long.parseLong(words[2]);
        addAll(LongStream.generate(() -> due).limit(Integer.parseInt(words[1])));
      }
      case "spread" -> {
        long first = Long.parseLong(words[2]);
        long micros = Long.parseLong(words[3]);
        addAll(
            LongStream.range(0, Integer.parseInt(words[1])).map(i -> first + i * micros / 1_000));
      }
      case "now" -> addNow(Integer.parseInt(words[1]));
      case "rate" -> {
        AddRun run = new AddRun(contender, BATCH);
        return Figures.line(
            Map.of(), run.measure(AddRun.Mode.valueOf(words[1]), Integer.parseInt(words[2])));
      }
      default -> throw new IllegalArgumentException("unknown command '" + words[0] + "'");
    }
    return "ok";
  }

  private void addAll(LongStream due) {
    List<Long> all = due.boxed().toList();
    for (int from = 0; from < all.size(); from += BATCH) {
      contender.addAll(all.subList(from, Math.min(all.size(), from + BATCH)));
    }
  }

  /** Adds jobs that are due at once, each after a pause that differs. */
  private void addNow(int jobs) {
    Random random = new Random(jobs);
    for (int i = 0; i < jobs; i++) {
      Clocks.awaitMillis(System.currentTimeMillis() + 1 + random.nextInt(PAUSES));
      contender.add(System.currentTimeMillis());
    }
  }
}
