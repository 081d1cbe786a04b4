package dev.punctual.scheduler.tck.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.store.MemoryJobStore;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a simulated user is told by a node that ends, or goes wrong, in the middle of a call. */
class UsersTests {

  private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
  private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Ledger ledger = new Ledger(START);
  private final World world = new World(new Chance(1), START);
  private final Cluster cluster =
      new Cluster(
          world,
          MemoryJobStore::create,
          new Weather(Set.of(), 1),
          ledger,
          (task, chance, weather) -> new Work.Plan(0, Work.End.RETURNED, Work.Manners.STOPS, false),
          0);
  private final Users users = new Users(cluster, 1, Duration.ofMinutes(5));

  @BeforeEach
  void bootOneNode() {
    cluster.boot(0, new TreeSet<>(Cluster.TASKS));
    world.runUntil(MINUTE_NANOS);
  }

  @Test
  void node_thatEndsInOrderDuringACall_refusesTheRestOfIt() {
    users.at(
        "add",
        "job-0",
        node -> {
          node.leave();
          world.elapse(MINUTE_NANOS);
          assertThat(node.hasLeft()).isTrue();
          add(node);
        });

    assertThat(answers()).hasSize(1);
    Event.Unacknowledged answer = (Event.Unacknowledged) answers().get(0);
    assertThat(answer.operation()).isEqualTo("add");
    assertThat(answer.job()).isEqualTo("job-0");
    assertThat(answer.answer()).startsWith("refused").contains("the scheduler is TERMINATED");
  }

  @Test
  void node_thatBeginsToEndDuringACall_refusesTheRestOfIt() {
    users.at(
        "add",
        "job-0",
        node -> {
          node.leave();
          assertThat(node.hasLeft()).isFalse();
          add(node);
        });

    assertThat(answers())
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Unacknowledged.class,
            answer -> assertThat(answer.answer()).contains("the scheduler is STOPPING"));
  }

  @Test
  void node_thatCrashesDuringACall_givesNoAnswer() {
    users.at(
        "remove",
        "job-0",
        node -> {
          node.crash();
          node.scheduler().removeJob("job-0");
        });

    assertThat(answers()).containsExactly(new Event.Unacknowledged("remove", "job-0", "no answer"));
  }

  /** A node that goes on has no reason to refuse a call in this way: the scheduler is broken. */
  @Test
  void node_thatGoesOn_doesNotHideAnIllegalState() {
    IllegalStateException broken = new IllegalStateException("broken");

    assertThatThrownBy(
            () ->
                users.at(
                    "trigger",
                    "job-0",
                    node -> {
                      throw broken;
                    }))
        .isSameAs(broken);
    assertThat(answers()).isEmpty();
  }

  @Test
  void node_thatHasEnded_isAskedForNothing() {
    cluster.nodes().get(0).leave();
    world.runUntil(world.now() + MINUTE_NANOS);

    users.at(
        "trigger",
        "job-0",
        node -> {
          throw new AssertionError("asked " + node.host());
        });

    assertThat(answers()).isEmpty();
  }

  private static void add(SimulatedNode node) {
    node.scheduler()
        .addJob(node.code().get(0), ManualTrigger.instance(), options -> options.id("job-0"));
  }

  private List<Event> answers() {
    return ledger.lines().stream()
        .map(Ledger.Line::event)
        .filter(
            event -> event instanceof Event.Acknowledged || event instanceof Event.Unacknowledged)
        .toList();
  }
}
