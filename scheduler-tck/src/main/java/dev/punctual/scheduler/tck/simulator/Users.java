package dev.punctual.scheduler.tck.simulator;

import dev.punctual.scheduler.BackgroundScheduler;
import dev.punctual.scheduler.JobConflictException;
import dev.punctual.scheduler.JobNotFoundException;
import dev.punctual.scheduler.PolicyOptions;
import dev.punctual.scheduler.store.Coalesce;
import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

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
    switch (chance.weighted(40, 10, 14, 8, 8, 7, 10, 2, 4, 4, 1)) {
      case 0 -> {
        ConflictPolicy policy = chance.oneOf(List.of(ConflictPolicy.values()));
        at("add", id, node -> add(node, id, policy));
      }
      case 1 -> at("pause", id, node -> node.scheduler().pauseJob(id));
      case 2 -> at("resume", id, node -> node.scheduler().resumeJob(id));
      case 3 -> at("modify", id, node -> node.scheduler().modifyJob(id, this::draw));
      case 4 ->
          at("reschedule", id, node -> node.scheduler().rescheduleJob(id, schedules.draw(now())));
      case 5 -> at("remove", id, node -> node.scheduler().removeJob(id));
      case 6 -> at("trigger", id, node -> node.scheduler().trigger(id));
      case 7 -> at("pause all " + tag, "", node -> node.scheduler().pauseJobs(tag));
      case 8 -> at("resume all " + tag, "", node -> node.scheduler().resumeJobs(tag));
      case 9 -> at("cancel", id, this::cancel);
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
        schedules.draw(now()),
        options -> {
          draw(options);
          options.id(id).onConflict(policy).tags(TAGS[chance.between(0, TAGS.length - 1)]);
          if (chance.hits(50)) {
            options.paused();
          }
        });
  }

  private <S extends PolicyOptions<S>> void draw(PolicyOptions<S> options) {
    options
        .coalesce(chance.oneOf(List.of(Coalesce.values())))
        .overflow(chance.oneOf(List.of(Overflow.values())))
        .maxInstances(chance.hits(600) ? 1 : chance.between(2, 3))
        .priority(chance.between(0, 9))
        .maxCatchUp(chance.between(1, 20))
        .misfireGraceTime(
            chance.hits(600) ? null : Duration.ofMillis(chance.between(100, 300_000)));
  }

  private void cancel(SimulatedNode node) {
    List<ExecutionRecord> live = node.scheduler().liveExecutions(100);
    if (!live.isEmpty()) {
      node.leases().cancel(chance.oneOf(live).id());
    }
  }

  private void at(String operation, String job, Operation action) {
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
    } catch (JobNotFoundException | JobConflictException | IllegalArgumentException refused) {
      cluster.note(user, new Event.Unacknowledged(operation, job, "refused: " + refused));
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
  private interface Operation {
    void at(SimulatedNode node);
  }
}
