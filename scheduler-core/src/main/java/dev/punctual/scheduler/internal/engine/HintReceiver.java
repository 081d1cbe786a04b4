package dev.punctual.scheduler.internal.engine;

import dev.punctual.scheduler.event.TroubleEvent;
import dev.punctual.scheduler.store.Hints;
import java.time.Instant;

/** Takes the hints of a store for a lane. Called on threads of the store. */
final class HintReceiver implements Hints.Listener {

  private final Lane lane;
  private final LeaseKeeper keeper;
  private final Reassertion reassertion;

  HintReceiver(Lane lane, LeaseKeeper keeper, Reassertion reassertion) {
    this.lane = lane;
    this.keeper = keeper;
    this.reassertion = reassertion;
  }

  @Override
  public void dueAt(Instant due) {
    lane.dispatcher().hint(due);
  }

  @Override
  public void revoked(String jobId) {
    keeper.revoked(jobId);
  }

  @Override
  public void dataLossSuspected(String reason) {
    lane.events()
        .publish(new TroubleEvent.DataLossSuspected(lane.time().instant(), lane.name(), reason));
    reassertion.begin();
    keeper.reassertAll();
  }
}
