package dev.punctual.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A node in a JVM of its own that this process started. It says {@code ready}, answers each line
 * with {@code ok} or figures, and tells now and then how many jobs it {@code ran}. For one thread.
 */
public final class NodeProcess implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 300;

  private final Process process;
  private final Writer orders;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private volatile int ran;

  private NodeProcess(Process process) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    Thread reader = new Thread(this::read, "node " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a node and waits until it is ready for orders. */
  public static NodeProcess start(Class<?> main, List<String> jvmFlags, List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmFlags);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(arguments);
    NodeProcess node =
        new NodeProcess(
            new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
    node.expect("ready");
    return node;
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("ran ")) {
          ran = Integer.parseInt(line.substring(4));
        } else if (line.equals("ready") || line.equals("ok") || line.startsWith("{")) {
          answers.add(line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      answers.add("gone");
    }
  }

  /** How many jobs have run since the last reset, as it was a moment ago. */
  public int ran() {
    return ran;
  }

  /** Gives an order and waits for its answer. */
  public String ask(String order) {
    try {
      orders.write(order + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer();
  }

  /** Gives an order that is answered with ok. */
  public void order(String order) {
    String answer = ask(order);
    if (!answer.equals("ok")) {
      throw new IllegalStateException(order + " was answered " + answer);
    }
  }

  /** Has the node forget what ran. */
  public void reset() {
    order("reset");
    ran = 0;
  }

  /** What the node noted of its jobs. */
  public Map<String, Double> figures() {
    return Figures.read(ask("figures"));
  }

  private void expect(String wanted) {
    String answer = answer();
    if (!answer.equals(wanted)) {
      throw new IllegalStateException("instead of " + wanted + " came " + answer);
    }
  }

  private String answer() {
    try {
      String answer = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (answer == null || answer.equals("gone")) {
        throw new IllegalStateException("a node did not answer: " + process.info());
      }
      return answer;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      orders.write("stop\n");
      orders.flush();
    } catch (IOException alreadyGone) {
      process.destroy();
    }
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
