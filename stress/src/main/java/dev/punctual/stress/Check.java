package dev.punctual.stress;

import dev.punctual.stress.Evidence.Line;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Judges evidence after the fact: each job must have ended, and may have begun more than once only
 * if a node was killed while it had it.
 *
 * @param lost jobs of which no run has ended
 * @param repeated begins beyond the first of each job
 * @param inFlight those of them whose earlier run was under way on a node when that was killed, or
 *     had ended there so shortly before that its outcome may not have been stored
 * @param longestWaitMillis from the death of a node until the last run that it had was begun again
 * @param perNode how many runs each node ended
 */
record Check(
    int lost, int repeated, int inFlight, long longestWaitMillis, Map<String, Integer> perNode) {

  /** How long before its death a node may have kept an outcome to itself. */
  private static final long UNSTORED_MILLIS = 1_000;

  /**
   * Judges.
   *
   * @param jobs how many jobs there were
   * @param deaths when nodes were killed, by name
   */
  static Check of(int jobs, List<Line> evidence, Map<String, Long> deaths) {
    Map<String, List<Line>> byJob = new HashMap<>();
    Map<String, Integer> perNode = new LinkedHashMap<>();
    for (Line line : evidence) {
      byJob.computeIfAbsent(line.job(), ignored -> new ArrayList<>()).add(line);
      if (line.ended()) {
        perNode.merge(line.node(), 1, Integer::sum);
      }
    }
    int done = 0;
    int repeated = 0;
    int inFlight = 0;
    long longest = 0;
    for (List<Line> ofJob : byJob.values()) {
      done += ofJob.stream().anyMatch(Line::ended) ? 1 : 0;
      List<Line> begins =
          ofJob.stream()
              .filter(line -> !line.ended())
              .sorted(Comparator.comparingLong(Line::millis))
              .toList();
      for (int i = 1; i < begins.size(); i++) {
        repeated++;
        Long death = deaths.get(begins.get(i - 1).node());
        if (death != null && wasHeld(begins.get(i - 1), ofJob, death)) {
          inFlight++;
          longest = Math.max(longest, begins.get(i).millis() - death);
        }
      }
    }
    return new Check(jobs - done, repeated, inFlight, longest, perNode);
  }

  private static boolean wasHeld(Line begin, List<Line> ofJob, long death) {
    return ofJob.stream()
        .filter(line -> line.ended() && line.node().equals(begin.node()))
        .allMatch(end -> end.millis() > death - UNSTORED_MILLIS);
  }
}
