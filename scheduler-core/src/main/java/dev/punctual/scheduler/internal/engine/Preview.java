package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.trigger.FireSpan;
import dev.punctual.scheduler.trigger.PlannedFire;
import dev.punctual.scheduler.trigger.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a job will do, from its place in its schedule on. */
public final class Preview {

  private Preview() {}

  /**
   * The next fires of a job: from its next fire on, or for a paused job from the one that it would
   * have if it were resumed now.
   *
   * @param count 0 to 100,000; fewer are answered when the trigger ends
   */
  public static List<PlannedFire> of(JobRecord job, Instant now, int count) {
    if (count < 0 || count > FireSpan.WALK_LIMIT) {
      throw new IllegalArgumentException(
          "count " + count + " must be 0 to " + FireSpan.WALK_LIMIT + "; ask in smaller pages");
    }
    Trigger trigger = job.trigger();
    List<PlannedFire> fires = new ArrayList<>();
    @Nullable Instant fire = count == 0 ? null : JobCommands.resumed(job, now).job().nextFireTime();
    while (fire != null && fires.size() < count) {
      fires.add(new PlannedFire(fire, trigger.adjustment(fire)));
      fire = trigger.next(fire, now);
    }
    return List.copyOf(fires);
  }
}
