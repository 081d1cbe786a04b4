package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.ExecutionNotFoundException;
import dev.punctual.scheduler.JobChanges;
import dev.punctual.scheduler.JobConflictException;
import dev.punctual.scheduler.JobNotFoundException;
import dev.punctual.scheduler.PolicyOptions;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.store.Guarantee;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.RetryPolicy;
import dev.punctual.scheduler.store.StoreException;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The users of a simulated cluster, who add, change and remove jobs at any node. */
final class Users {

  private static final String[] TAGS = {"red", "green", "blue"};

  private final Cluster cluster;
  private final World world;
  private final Chance chance;
  private final Schedules schedules;
  private final int jobs;
  private final long mean;
  private boolean active = true;

  /**
   * Users of {@code jobs} job ids.
   *
   * @param pause how long they rest between two operations, on average
   */
  Users(Cluster cluster, int jobs, Duration pause) {
    this.cluster = cluster;
    this.world = cluster.world();
    this.chance = world.chance.split();
    this.schedules = new Schedules(chance);
    this.jobs = jobs;
    this.mean = pause.toNanos();
  }

  /** Adds the jobs, and begins to change them. */
  void begin() {
    for (int i = 0; i < jobs; i++) {
      String id = "job-" + i;
      at("add", id, node -> add(node, id, ConflictPolicy.FAIL));
    }
    next();
  }

  /** Lets things be. */
  void end() {
    active = false;
  }

  private void next() {
    world.schedule(
        null,
        chance.between(0, 2 * mean),
        () -> {
          if (active) {
            act();
            next();
          }
        });
  }

  private void act() {
    String id = "job-" + chance.between(0, jobs - 1);
    String tag = TAGS[chance.between(0, TAGS.length - 1)];
    switch (chance.weighted(40, 10, 14, 8, 8, 7, 10, 2, 4, 10, 6, 1)) {
      case 0 -> {
        ConflictPolicy policy = chance.oneOf(List.of(ConflictPolicy.values()));
        at("add", id, node -> add(node, id, policy));
      }
      case 1 -> at("pause", id, node -> node.scheduler().pauseJob(id));
      case 2 -> at("resume", id, node -> node.scheduler().resumeJob(id));
      case 3 ->
          at("modify", id, node -> node.scheduler().modifyJob(id, changes -> modify(id, changes)));
      case 4 ->
          at("reschedule", id, node -> node.scheduler().rescheduleJob(id, schedules.draw(now())));
      case 5 -> at("remove", id, node -> node.scheduler().removeJob(id));
      case 6 -> at("trigger", id, node -> node.scheduler().trigger(id));
      case 7 -> at("pause all " + tag, "", node -> node.scheduler().pauseJobs(tag));
      case 8 -> at("resume all " + tag, "", node -> node.scheduler().resumeJobs(tag));
      case 9 -> at("cancel", "", this::cancel);
      case 10 -> at("rerun", "", this::rerun);
      default -> {
        if (chance.hits(100)) {
          at("remove all", "", node -> node.scheduler().removeAllJobs());
        }
      }
    }
  }

  private void add(SimulatedNode node, String id, ConflictPolicy policy) {
    BackgroundScheduler scheduler = node.scheduler();
    scheduler.addJob(
        chance.oneOf(node.code()),
        chance.hits(60) ? ManualTrigger.instance() : schedules.draw(now()),
        options -> {
          draw(options);
          earlier(id, 200).ifPresent(options::then);
          earlier(id, 100).ifPresent(options::thenOnFailure);
          options.id(id).onConflict(policy).tags(TAGS[chance.between(0, TAGS.length - 1)]);
          if (chance.hits(50)) {
            options.paused();
          }
        });
  }

  private void modify(String id, JobChanges changes) {
    draw(changes);
    if (chance.hits(200)) {
      changes.thenNothing();
      earlier(id, 700).ifPresent(changes::then);
    }
  }

  /** Perhaps a job of a smaller number, so that chains never lead back to where they began. */
  private Optional<String> earlier(String id, int perMille) {
    int number = Integer.parseInt(id.substring("job-".length()));
    return number > 0 && chance.hits(perMille)
        ? Optional.of("job-" + chance.between(0, number - 1))
        : Optional.empty();
  }

  private <S extends PolicyOptions<S>> void draw(PolicyOptions<S> options) {
    options
        .coalesce(chance.oneOf(List.of(Coalesce.values())))
        .overflow(chance.oneOf(List.of(Overflow.values())))
        .maxInstances(chance.hits(600) ? 1 : chance.between(2, 3))
        .priority(chance.between(0, 9))
        .maxCatchUp(chance.between(1, 20))
        .misfireGraceTime(chance.hits(600) ? null : Duration.ofMillis(chance.between(100, 300_000)))
        .retry(retries())
        .timeout(chance.hits(750) ? null : Duration.ofMillis(chance.between(100, 120_000)))
        .guarantee(
            chance.hits(500) ? Guarantee.AT_LEAST_ONCE : chance.oneOf(List.of(Guarantee.values())));
  }

  private RetryPolicy retries() {
    return switch (chance.weighted(30, 20, 40, 10)) {
      case 0 -> RetryPolicy.DEFAULT;
      case 1 -> RetryPolicy.NONE;
      case 2 ->
          RetryPolicy.attempts(chance.between(2, 4))
              .withDelays(
                  Duration.ofMillis(chance.between(0, 30_000)),
                  Duration.ofMillis(chance.between(30_000, 600_000)));
      default -> RetryPolicy.attempts(5).notOn(Work.FatalFailure.class);
    };
  }

  private void cancel(SimulatedNode node) {
    List<ExecutionRecord> live = node.scheduler().liveExecutions(100);
    if (!live.isEmpty()) {
      node.scheduler().cancel(chance.oneOf(live).id());
    }
  }

  private void rerun(SimulatedNode node) {
    HistoryFilter failures = HistoryFilter.ofStates(ExecutionState.DEAD, ExecutionState.LOST);
    List<EndedExecution> failed =
        node.scheduler().endedExecutions("default", failures, null, 20).items();
    if (!failed.isEmpty()) {
      node.scheduler().rerun(chance.oneOf(failed).id());
    }
  }

  /** Does something at a node that can be reached, and writes down what its user was told. */
  void at(String operation, String job, Operation action) {
    List<SimulatedNode> reachable =
        cluster.nodes().stream().filter(SimulatedNode::isReachable).toList();
    if (reachable.isEmpty()) {
      return;
    }
    SimulatedNode node = chance.oneOf(reachable);
    String user = node.host().name;
    try {
      action.at(node);
      cluster.note(user, new Event.Acknowledged(operation, job));
    } catch (JobNotFoundException
        | ExecutionNotFoundException
        | JobConflictException
        | IllegalArgumentException refused) {
      cluster.note(user, new Event.Unacknowledged(operation, job, "refused: " + refused));
    } catch (IllegalStateException ended) {
      if (node.isReachable()) {
        throw ended;
      }
      cluster.note(user, new Event.Unacknowledged(operation, job, "refused: " + ended));
    } catch (StoreException unknown) {
      cluster.note(user, new Event.Unacknowledged(operation, job, "unknown: " + unknown));
    } catch (HostDeath death) {
      cluster.note(user, new Event.Unacknowledged(operation, job, "no answer"));
    }
  }

  private Instant now() {
    return cluster.clock().instant();
  }

  /** What a user does at a node. */
  @FunctionalInterface
  interface Operation {
    void at(SimulatedNode node);
  }
}
