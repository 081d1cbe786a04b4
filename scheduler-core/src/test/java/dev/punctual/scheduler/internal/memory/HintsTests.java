package dev.punctual.scheduler.internal.memory;

import static dev.punctual.scheduler.internal.memory.StoreFixture.overlap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.Hints.Listener;
import dev.punctual.scheduler.store.Hints.Subscription;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store in this process promises about hints: none is lost while the subscription lasts. */
class HintsTests {

  private final StoreFixture f = new StoreFixture();
  private final List<Instant> heard = new CopyOnWriteArrayList<>();
  private final List<String> revoked = new CopyOnWriteArrayList<>();
  private Subscription subscription;

  @BeforeEach
  void subscribe() {
    subscription =
        f.store
            .hints()
            .subscribe(
                new Listener() {
                  @Override
                  public void dueAt(Instant due) {
                    heard.add(due);
                  }

                  @Override
                  public void revoked(String jobId) {
                    revoked.add(jobId);
                  }
                });
  }

  @Test
  void put_hintsAtTheEarliestDueTime() {
    Instant sooner = f.now().plusSeconds(3);
    Instant later = f.now().plusSeconds(9);

    f.store
        .jobs()
        .put(
            List.of(
                f.job("later", StoreFixture.TASK, JobPolicy.DEFAULT, later),
                f.job("sooner", StoreFixture.TASK, JobPolicy.DEFAULT, sooner)),
            ConflictPolicy.FAIL);

    assertThat(heard).containsExactly(sooner);
  }

  @Test
  void put_ofAPausedJob_hintsNothing() {
    f.put(f.job("j").withState(JobState.PAUSED, null));

    assertThat(heard).isEmpty();
  }

  @Test
  void resume_hintsAtTheDueTime() {
    f.put(f.job("j"));
    f.become("j", JobState.PAUSED);
    heard.clear();

    f.become("j", JobState.ACTIVE);

    assertThat(heard).contains(f.now());
  }

  @Test
  void submit_hints() {
    f.put(f.job("j", StoreFixture.TASK, JobPolicy.DEFAULT, f.now().plusSeconds(60)));
    heard.clear();

    f.store.queue().submit("j", "run");

    assertThat(heard).containsExactly(f.now());
  }

  @Test
  void fire_hintsAtTheNextFireAndAtWhatItLeavesToOthers() {
    f.running(f.a, f.job("j", overlap(3, Overflow.SKIP)));
    assertThat(heard).contains(f.now().plusSeconds(1));
    f.pass(Duration.ofSeconds(1));
    heard.clear();

    f.fireUnclaimed(f.a, 1);

    assertThat(heard).contains(f.now());
  }

  @Test
  void complete_hintsWhenAWaitingOneMayGo() {
    ExecutionRecord run = f.running(f.a, f.job("j", overlap(1, Overflow.QUEUE_ONE)));
    f.store.queue().submit("j", "next");
    heard.clear();

    f.succeed(run);

    assertThat(heard).containsExactly(f.now());
  }

  @Test
  void complete_hintsAtARetry() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    heard.clear();

    f.complete(run.lease(), new Outcome.Failed("boom", Duration.ofSeconds(7)));

    assertThat(heard).containsExactly(f.now().plusSeconds(7));
  }

  @Test
  void release_hints() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    heard.clear();

    f.store.leases().release(f.a.owner(), List.of(run.lease()));

    assertThat(heard).hasSize(1);
  }

  @Test
  void cancelPauseAndRemoval_nameTheJobWhoseLeasesAreUnwanted() {
    ExecutionRecord run = f.running(f.a, f.job("j"));
    heard.clear();

    f.store.leases().cancel(run.id());
    assertThat(revoked).containsExactly("j");
    f.become("j", JobState.PAUSED);
    assertThat(revoked).containsExactly("j", "j");
    f.store.jobs().remove(List.of("j"));
    assertThat(revoked).containsExactly("j", "j", "j");
    assertThat(heard).isEmpty();
  }

  @Test
  void overlapThatCancels_namesTheJob() {
    f.running(f.a, f.job("j", overlap(1, Overflow.CANCEL_RUNNING)));

    f.store.queue().submit("j", "next");

    assertThat(revoked).containsExactly("j");
  }

  @Test
  void pauseAndRemoval_ofAJobWithoutLeases_nameNothing() {
    f.put(f.job("j"));

    f.become("j", JobState.PAUSED);
    f.store.jobs().remove(List.of("j"));

    assertThat(revoked).isEmpty();
  }

  @Test
  void close_endsTheHints() {
    subscription.close();
    subscription.close();

    f.put(f.job("j"));

    assertThat(heard).isEmpty();
  }

  @Test
  void hint_findsTheChangeInTheStore() {
    List<Boolean> seen = new CopyOnWriteArrayList<>();
    f.store.hints().subscribe(due -> seen.add(f.store.jobs().get("j").isPresent()));

    f.put(f.job("j"));

    assertThat(seen).containsExactly(true);
  }

  @Test
  void hint_toAListenerThatFails_reachesTheOthersAndNotTheCaller() {
    f.store
        .hints()
        .subscribe(
            due -> {
              throw new IllegalStateException("a listener's own fault");
            });
    List<Instant> last = new CopyOnWriteArrayList<>();
    f.store.hints().subscribe(last::add);

    f.put(f.job("j"));

    assertThat(heard).hasSize(1);
    assertThat(last).hasSize(1);
  }
}
