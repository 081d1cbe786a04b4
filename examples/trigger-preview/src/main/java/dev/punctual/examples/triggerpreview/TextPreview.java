package dev.punctual.examples.triggerpreview;

import dev.punctual.scheduler.trigger.Adjustment;
import dev.punctual.scheduler.trigger.PlannedFire;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Shows a schedule to people: its sentence, then its fires, marking what clock changes did. */
final class TextPreview {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE yyyy-MM-dd HH:mm:ss xxx", Locale.ENGLISH);

  private TextPreview() {}

  static void print(CommandLine line, PrintStream out) {
    out.println(line.trigger().describe());
    List<PlannedFire> fires = line.trigger().preview(line.from(), line.count());
    ZoneId zone = line.trigger().zone().orElse(ZoneOffset.UTC);
    for (PlannedFire fire : fires) {
      out.println(TIME.format(fire.time().atZone(zone)) + mark(fire.adjustment()));
    }
    if (fires.size() < line.count()) {
      out.println("no more fires");
    }
  }

  private static String mark(Adjustment adjustment) {
    return switch (adjustment.kind()) {
      case NONE -> "";
      case GAP_SHIFTED -> "  <- " + adjustment.nominal() + " does not occur: the clocks go forward";
      case OVERLAP_FIRST -> "  <- first of two: the clocks go back";
      case OVERLAP_SECOND -> "  <- second of two: the clocks go back";
    };
  }
}
