package dev.punctual.stress;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link NodeMain} that this process started. */
final class NodeProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 60;

  private final String name;
  private final Process process;
  private final CountDownLatch ready = new CountDownLatch(1);
  private final AtomicInteger losses = new AtomicInteger();
  private volatile int ended;
  private volatile String owner = "";

  private NodeProcess(String name, Process process) {
    this.name = name;
    this.process = process;
    Thread reader = new Thread(this::read, "output of " + name);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a node that runs nothing yet. */
  static NodeProcess start(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(NodeMain.class.getName());
    command.addAll(arguments);
    return new NodeProcess(
        name, new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals("ready")) {
          ready.countDown();
        } else if (line.startsWith("owner ")) {
          owner = line.substring(6);
        } else if (line.startsWith("ended ")) {
          ended = Integer.parseInt(line.substring(6));
        } else if (line.equals("loss")) {
          losses.incrementAndGet();
        }
      }
    } catch (IOException cutOff) {
      // it was killed
    }
  }

  /** Waits until the node can look for work. */
  NodeProcess awaitReady() throws InterruptedException {
    if (!ready.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(name + " is not ready after " + PATIENCE_SECONDS + " s");
    }
    return this;
  }

  /** Has it look for work. */
  void go() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  /** Who it is for the store; empty until it has begun a run. */
  String owner() {
    return owner;
  }

  String name() {
    return name;
  }

  /** How many of its runs have ended, as it was a moment ago. */
  int ended() {
    return ended;
  }

  /** How often it was told that its store may have lost data. */
  int losses() {
    return losses.get();
  }

  /**
   * Ends it without a word, as {@code kill -9} does.
   *
   * @return when it was gone
   */
  long kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    return System.currentTimeMillis();
  }

  /** Has it end in order; answers whether it did. */
  boolean stop() throws IOException, InterruptedException {
    process.getOutputStream().close();
    boolean gone = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return gone && process.exitValue() == 0;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
