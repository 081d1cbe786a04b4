package dev.punctual.stress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the runs of one node did, a line for each begin and end, in a file that only grows. A line
 * is with the operating system when {@link #note} returns, so it outlives the death of the node.
 */
final class Evidence implements AutoCloseable {

  private static final String SUFFIX = ".runs";

  private final FileChannel file;

  private Evidence(FileChannel file) {
    this.file = file;
  }

  /**
   * A line of evidence.
   *
   * @param node who wrote it
   * @param ended whether the run had ended, or was about to begin
   * @param execution the execution's id
   * @param job the job's id
   * @param attempt as the run was told
   * @param millis when
   */
  record Line(String node, boolean ended, String execution, String job, int attempt, long millis) {}

  /** Opens the file of a node. */
  static Evidence of(Path folder, String node) throws IOException {
    return new Evidence(
        FileChannel.open(
            folder.resolve(node + SUFFIX),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.APPEND));
  }

  /** Adds a line; whole lines of several threads do not mix. */
  void note(boolean ended, String execution, String job, int attempt) throws IOException {
    String line =
        (ended ? "E " : "B ")
            + execution
            + " "
            + job
            + " "
            + attempt
            + " "
            + System.currentTimeMillis()
            + "\n";
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /** All lines of all nodes. A line that a dying node did not finish is left out. */
  static List<Line> read(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(each -> each.toString().endsWith(SUFFIX)).toList();
    }
    List<Line> lines = new ArrayList<>();
    for (Path each : files) {
      String name = each.getFileName().toString();
      String node = name.substring(0, name.length() - SUFFIX.length());
      String text = Files.readString(each);
      text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(line -> line.split(" "))
          .forEach(
              words ->
                  lines.add(
                      new Line(
                          node,
                          words[0].equals("E"),
                          words[1],
                          words[2],
                          Integer.parseInt(words[3]),
                          Long.parseLong(words[4]))));
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
