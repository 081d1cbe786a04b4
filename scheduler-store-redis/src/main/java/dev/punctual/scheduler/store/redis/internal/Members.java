package dev.punctual.scheduler.store.redis.internal;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Membership;
import dev.punctual.scheduler.store.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Knows in Redis which nodes share the store. */
final class Members implements Membership {

  private final Link link;
  private final Jobs jobs;
  private final Fires fires;
  private final Watch watch;

  Members(Link link, Jobs jobs, Fires fires, Watch watch) {
    this.link = link;
    this.jobs = jobs;
    this.fires = fires;
    this.watch = watch;
  }

  @Override
  public Tick tick(Node node, Duration ttl) {
    Reply reply =
        link.call(
            Script.TICK,
            Script.text(node.owner()),
            Script.number(Fields.millis(ttl)),
            Pack.texts(new TreeSet<>(node.tasks())),
            new Rooms.Taken().limits(node),
            Script.text(watch.mark()),
            Pack.texts(node.queues()));
    link.saw(reply.number(0));
    watch.saw(reply.number(8) == 0, reply.text(6), reply.text(9));
    if (reply.number(7) > 0) {
      reviveJobs();
    }
    List<ExecutionId> cancelled = new ArrayList<>(0);
    Reply asked = reply.list(4);
    for (int i = 0; i < asked.size(); i++) {
      cancelled.add(RunKey.parse(asked.text(i)));
    }
    Set<String> unknown = new HashSet<>();
    Reply tasks = reply.list(5);
    for (int i = 0; i < tasks.size(); i++) {
      unknown.add(tasks.text(i));
    }
    return new Tick(
        reply.time(0),
        (int) reply.number(1),
        reply.timeOrNull(2),
        reply.number(3) == 1,
        List.copyOf(cancelled),
        Set.copyOf(unknown));
  }

  /** Jobs that could not be read once and can be now fire again. */
  private void reviveJobs() {
    Reply unread = link.call(Script.UNREAD, Script.number(Limits.CALL));
    for (int i = 0; i < unread.size(); i++) {
      JobRow row = JobRow.read(unread.bytes(i));
      if (row.unreadable() == null && JobRow.isOurs(row.job().problem())) {
        jobs.restate(row.job(), JobState.ACTIVE, null);
      }
    }
  }

  @Override
  public void leave(String owner) {
    fires.forget(owner);
    link.call(Script.LEAVE, Script.text(owner));
  }
}
