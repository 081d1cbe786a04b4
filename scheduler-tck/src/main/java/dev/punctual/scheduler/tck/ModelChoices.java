package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.FollowUp;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.RunPolicy;
import dev.punctual.scheduler.store.TaskLimit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the numbers of an {@link Operation} choose. */
final class ModelChoices {

  private static final List<Node> NODES =
      List.of(
          new Node("both", Set.of("mail", "fax")).withQueues(Set.of("default", "fast")),
          new Node("mail", Set.of("mail")).withQueues(Set.of("fast")),
          new Node("fax", Set.of("fax")),
          new Node("few", Set.of("mail", "fax"))
              .withQueues(Set.of("default", "fast", "nobody's"))
              .withLimits(Map.of("mail", new TaskLimit(1, 2), "fax", new TaskLimit(2, 1))));

  private ModelChoices() {}

  static String id(int n) {
    return "j" + n % 3;
  }

  static Node node(int n) {
    return NODES.get(n % NODES.size());
  }

  static List<QueueRoom> rooms(int n) {
    QueueRoom first = new QueueRoom("default", 1 + n % 3, n / 8 % (2 + n % 3));
    return n % 4 == 3 ? List.of(first) : List.of(first, new QueueRoom("fast", 1 + n % 2));
  }

  static Duration horizon(int n) {
    return n % 3 == 2 ? Duration.ofSeconds(2) : Duration.ZERO;
  }

  static JobPolicy policy(int n) {
    return Jobs.overlap(1 + n % 3, Overflow.values()[n / 3 % 4])
        .withPriority(n % 2 == 0 ? 5 : 9)
        .withQueue(n % 4 == 3 ? "fast" : "default")
        .withRun(
            RunPolicy.DEFAULT
                .withGuarantee(n % 5 == 3 ? Guarantee.AT_MOST_ONCE : Guarantee.AT_LEAST_ONCE)
                .withFollowUps(followUps(n)));
  }

  private static List<FollowUp> followUps(int n) {
    FollowUp success = new FollowUp(FollowUp.When.SUCCESS, id(n / 4));
    FollowUp failure = new FollowUp(FollowUp.When.FAILURE, id(n / 5));
    return switch (n % 7) {
      case 1, 2 -> List.of(success);
      case 3 -> List.of(failure);
      case 4 -> List.of(success, failure, new FollowUp(FollowUp.When.SUCCESS, "gone"));
      default -> List.of();
    };
  }

  /** A new content for a job. */
  static JobRecord changed(JobRecord job, int how) {
    return switch (how % 6) {
      case 0 -> job.withState(JobState.PAUSED, "p" + how);
      case 1, 2 -> job.withState(JobState.ACTIVE, null);
      case 3 -> job.withState(JobState.PARKED, "unreadable");
      case 4 -> Jobs.withPolicy(job, policy(how));
      default -> Jobs.withTags(job, "t" + how);
    };
  }

  /** How far from the end: in two of three cases a little, else any of the latest ten. */
  static int mostlyLast(int a, int size) {
    int back = a % 3 == 2 ? a / 3 % 10 : a / 3 % 2;
    return Math.min(back, size - 1);
  }
}
