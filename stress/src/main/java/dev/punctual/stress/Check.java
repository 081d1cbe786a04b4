package dev.punctual.stress;

import dev.punctual.stress.Evidence.Line;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Judges evidence after the fact: each job must have ended, and may have begun more than once only
 * if a node was killed while it had it, by the store and by what that node wrote.
 *
 * @param lost jobs of which no run has ended
 * @param repeated begins beyond the first of each job
 * @param inFlight those of them whose earlier run was under way on a node when that was killed, or
 *     had ended there so shortly before that its outcome may not have been stored
 * @param longestWaitMillis from the death of a node until the last of what it had was begun, again
 *     or for the first time, or was had by another one that died
 * @param tookMillis from the first begin to the last end
 * @param perNode how many runs each node ended
 */
record Check(
    int lost,
    int repeated,
    int inFlight,
    long longestWaitMillis,
    long tookMillis,
    Map<String, Integer> perNode) {

  /** How long before its death a node may have kept an outcome to itself. */
  private static final long UNSTORED_MILLIS = 1_000;

  /**
   * Judges.
   *
   * @param jobs how many jobs there were
   * @param deaths of nodes, by name
   */
  static Check of(int jobs, List<Line> evidence, Map<String, Death> deaths) {
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
        Death death = deaths.get(begins.get(i - 1).node());
        inFlight += death != null && wasHeld(begins.get(i - 1), ofJob, death) ? 1 : 0;
      }
    }
    for (Death death : deaths.values()) {
      longest = Math.max(longest, longestWait(death, deaths.values(), byJob));
    }
    return new Check(jobs - done, repeated, inFlight, longest, took(evidence), perNode);
  }

  private static boolean wasHeld(Line begin, List<Line> ofJob, Death death) {
    return death.held().contains(begin.job())
        && ofJob.stream()
            .filter(line -> line.ended() && line.node().equals(begin.node()))
            .allMatch(end -> end.millis() > death.millis() - UNSTORED_MILLIS);
  }

  /**
   * From a death until all that was held is begun, or was claimed by one who died in turn. What is
   * neither had ended before, or is lost.
   */
  private static long longestWait(
      Death death, Collection<Death> deaths, Map<String, List<Line>> byJob) {
    long longest = 0;
    for (String job : death.held()) {
      LongStream begins =
          byJob.getOrDefault(job, List.of()).stream()
              .filter(line -> !line.ended())
              .mapToLong(Line::millis);
      LongStream heirs =
          deaths.stream().filter(other -> other.held().contains(job)).mapToLong(Death::millis);
      OptionalLong next =
          LongStream.concat(begins, heirs).filter(millis -> millis > death.millis()).min();
      longest = Math.max(longest, next.orElse(death.millis()) - death.millis());
    }
    return longest;
  }

  private static long took(List<Line> evidence) {
    LongSummaryStatistics times = evidence.stream().mapToLong(Line::millis).summaryStatistics();
    return evidence.isEmpty() ? 0 : times.getMax() - times.getMin();
  }

  /**
   * The death of a node.
   *
   * @param millis when
   * @param held the jobs of which it had claimed a run, as the store knew afterwards
   */
  record Death(long millis, Set<String> held) {}
}
