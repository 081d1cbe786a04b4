package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.store.MissedRange;
import dev.punctual.scheduler.store.Outcome;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store, before the code of a run is called, to record that it is about to be.
 *
 * <p>If the answer is no, the run is given back; if it comes after the run's grace time, the run is
 * missed. If there is no answer, the store may have recorded the start or not; in both cases the
 * code was not called and never will be under this lease, so that giving the lease back, which
 * takes the record away, is right: now, or when the store can be reached again. If this node dies
 * before that, a recorded start ends LOST.
 */
final class StartConfirmation {

  private static final Logger LOG = LoggerFactory.getLogger(StartConfirmation.class);

  private StartConfirmation() {}

  /** Whether the code may be called; if not, the run is over. Blocks for the store. */
  static boolean of(Lane lane, Run run) {
    boolean confirmed = false;
    try {
      confirmed = ask(lane, run);
    } catch (Throwable noAnswer) {
      LOG.warn("The start of {} could not be recorded; it is given back", run, noAnswer);
    }
    // Meanwhile its time or lease may be over, or it may have been revoked or abandoned.
    boolean late = run.window().isOver(lane.time().nanoTime());
    if (confirmed && !late && !run.isDoubtful() && run.holdsLease() && run.confirm()) {
      return true;
    }
    if (confirmed && late && run.takeBack()) {
      Outcome tooLate = new Outcome.Missed(MissedRange.Reason.GRACE);
      lane.completions().add(run, run.completion(tooLate), null);
      return false;
    }
    if (run.takeBack()) {
      lane.giveBack(List.of(run));
    }
    return false;
  }

  private static boolean ask(Lane lane, Run run) {
    List<Boolean> answers =
        lane.reassertion()
            .settle(
                List.of(run),
                runs ->
                    Twice.call(
                        () ->
                            lane.store()
                                .leases()
                                .start(lane.owner(), List.of(run.record().lease()))),
                may -> may);
    return answers.size() == 1 && answers.get(0);
  }
}
