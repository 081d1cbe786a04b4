package dev.punctual.scheduler.tck.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** All that happened in a simulated cluster, in order. */
final class Ledger {

  private final Instant start;
  private final List<Line> lines = new ArrayList<>();

  Ledger(Instant start) {
    this.start = start;
  }

  /**
   * One thing that happened.
   *
   * @param nanos the world's time
   * @param shift how far the store's clock was off, in milliseconds
   * @param node whose doing it was
   */
  record Line(long nanos, long shift, String node, Event event) {}

  void add(long nanos, long shift, String node, Event event) {
    lines.add(new Line(nanos, shift, node, event));
  }

  /** The store's time of a line. */
  Instant storeTime(Line line) {
    return start.plusMillis(line.nanos() / 1_000_000 + line.shift());
  }

  Instant start() {
    return start;
  }

  List<Line> lines() {
    return Collections.unmodifiableList(lines);
  }

  /** A line as people read it. */
  String text(int number) {
    Line line = lines.get(number);
    return "%d %s %s %s"
        .formatted(number, Duration.ofNanos(line.nanos()), line.node(), EventText.of(line.event()));
  }

  /** Every line as people read it. */
  List<String> text() {
    List<String> text = new ArrayList<>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      text.add(text(i));
    }
    return text;
  }
}
