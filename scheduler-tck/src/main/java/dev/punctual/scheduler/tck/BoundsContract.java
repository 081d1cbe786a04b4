package dev.punctual.scheduler.tck;

import static dev.punctual.scheduler.store.ConflictPolicy.FAIL;
import static dev.punctual.scheduler.store.ConflictPolicy.KEEP;
import static dev.punctual.scheduler.store.ConflictPolicy.REPLACE;
import static dev.punctual.scheduler.store.LeaseBook.CompleteStatus.DONE;
import static dev.punctual.scheduler.tck.Bench.LEASE;
import static dev.punctual.scheduler.tck.Bench.ROOM;
import static dev.punctual.scheduler.tck.Bench.TASK;
import static dev.punctual.scheduler.tck.Jobs.decide;
import static dev.punctual.scheduler.tck.Jobs.decideUntil;
import static dev.punctual.scheduler.tck.Jobs.fires;
import static dev.punctual.scheduler.tck.Jobs.overlap;
import static dev.punctual.scheduler.tck.Jobs.withPayload;
import static dev.punctual.scheduler.tck.Jobs.withTags;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.store.Completion;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.FireReply;
import dev.punctual.scheduler.store.History;
import dev.punctual.scheduler.store.HistoryFilter;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobFilter;
import dev.punctual.scheduler.store.JobPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.LeaseRef;
import dev.punctual.scheduler.store.MissedFilter;
import dev.punctual.scheduler.store.Names;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.Outcome;
import dev.punctual.scheduler.store.Overflow;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.store.QueueRoom;
import dev.punctual.scheduler.store.StoreTraits;
import dev.punctual.scheduler.store.SubmitResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The largest and the strangest that a store must take, and what it must refuse. */
interface BoundsContract {

  @Test
  default void B1_put_ofAThousandJobs_isTaken(Bench bench) {
    List<JobRecord> jobs =
        IntStream.range(0, 1_000)
            .mapToObj(i -> bench.laterJob("j" + i, JobPolicy.DEFAULT))
            .toList();

    assertThat(bench.store.jobs().put(jobs, FAIL))
        .hasSize(1_000)
        .allMatch(result -> result.status() == PutResult.Status.CREATED);
    assertThat(bench.store.jobs().page(JobFilter.ALL, null, 1_000).items()).hasSize(1_000);
  }

  @Test
  default void B2_put_ofMoreThanAThousandJobs_isRefused(Bench bench) {
    List<JobRecord> jobs = Collections.nCopies(1_001, bench.job("j"));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> bench.store.jobs().put(jobs, KEEP))
        .withMessageContaining("1001");
    assertThat(bench.store.jobs().get("j")).isEmpty();
  }

  @Test
  default void B3_pages_ofAnInvalidSize_areRefused(Bench bench) {
    History history = bench.store.history();
    for (int limit : new int[] {-1, 0, 1_001}) {
      Map<String, Runnable> calls =
          Map.of(
              "page", () -> bench.store.jobs().page(JobFilter.ALL, null, limit),
              "live", () -> history.live(null, null, limit),
              "ended", () -> history.ended(HistoryFilter.ALL, null, limit),
              "missed", () -> history.missed(MissedFilter.ALL, null, limit),
              "purge", () -> history.purge(Duration.ofDays(1), 1, limit),
              "reap", () -> bench.store.leases().reap(limit, 3));
      calls.forEach(
          (name, call) ->
              assertThatIllegalArgumentException()
                  .as("%s of %s", name, limit)
                  .isThrownBy(call::run)
                  .withMessageContaining(String.valueOf(limit)));
    }
  }

  @Test
  default void B4_batches_ofAThousand_areAnsweredOneByOne(Bench bench) {
    bench.put(bench.job("j", overlap(1_000_000, Overflow.SKIP)));
    bench.fireUnclaimed(bench.a, 1_000);
    List<QueueRoom> room = List.of(new QueueRoom("default", 1_000));

    List<ExecutionRecord> runs = bench.claimDue(bench.a, room).claimed();
    List<LeaseRef> leases = runs.stream().map(ExecutionRecord::lease).toList();
    Instant now = bench.now();

    assertThat(runs).hasSize(1_000);
    assertThat(bench.store.leases().claimsOf(bench.a.owner())).hasSize(1_000);
    assertThat(bench.store.leases().renew(bench.a.owner(), LEASE, leases).lost()).isEmpty();
    assertThat(bench.store.leases().start(bench.a.owner(), leases))
        .hasSize(1_000)
        .containsOnly(true);
    assertThat(
            bench
                .store
                .leases()
                .complete(
                    "n",
                    leases.stream()
                        .map(lease -> new Completion(lease, Outcome.SUCCEEDED, now, now))
                        .toList()))
        .hasSize(1_000)
        .containsOnly(DONE);
    assertThat(bench.live()).isEmpty();
    assertThat(bench.ended()).hasSize(1_000);
  }

  @Test
  default void B5_names_ofTheGreatestLength_areKept(Bench bench) {
    String id = Names.requireJobId("é".repeat(Names.MAX_ID - 1) + "j");
    String name = "n".repeat(100);
    String tag = "t".repeat(100);
    JobRecord job = bench.job(id, name, JobPolicy.DEFAULT.withQueue(name), bench.now());
    bench.put(withTags(job, tag));
    Node node = new Node("o".repeat(100), Set.of(name));

    assertThat(bench.submit(id, name).status()).isEqualTo(SubmitResult.Status.SUBMITTED);
    ExecutionRecord run = bench.claimDue(node, List.of(new QueueRoom(name, 1))).claimed().get(0);

    assertThat(run.id().jobId()).isEqualTo(id);
    assertThat(run.id().requestId()).isEqualTo(name);
    assertThat(run.owner()).isEqualTo(node.owner());
    assertThat(run.tags()).containsExactly(tag);
    assertThat(bench.store.leases().claimsOf(node.owner())).containsExactly(run.lease());
    assertThat(bench.succeed(run)).isEqualTo(DONE);
    assertThat(bench.ended().get(0).id()).isEqualTo(run.id());
  }

  @Test
  default void B6_ids_outsideTheBasicPlane_areKept(Bench bench) {
    String id = "\uD83D\uDE00".repeat(100);
    bench.put(bench.job(id));

    assertThat(bench.fireOnce(bench.a).id().jobId()).isEqualTo(id);
    assertThat(bench.store.history().live(id, null, 10).items()).hasSize(1);
  }

  @Test
  default void B7_payloadErrorAndResult_ofTheGreatestSize_areKept(Bench bench) {
    byte[] bytes = new byte[64 << 10];
    Seeds.random("payload").nextBytes(bytes);
    Payload payload = new Payload.Encoded("tck", Integer.MAX_VALUE, bytes);
    String error = "e".repeat(8 << 10);
    bench.put(withPayload(bench.job("j", overlap(2, Overflow.SKIP)), payload));
    JobClaim claim = bench.claimJob(bench.a);
    List<ExecutionRecord> runs = bench.fire(bench.a, decide(claim, 2, fires(claim, 2))).claimed();

    bench.complete(runs.get(0).lease(), new Outcome.Failed(error, null));
    bench.complete(runs.get(1).lease(), new Outcome.Succeeded(payload));

    assertThat(bench.get("j").payload()).isEqualTo(payload);
    assertThat(runs.get(0).payload()).isEqualTo(payload);
    assertThat(bench.ended().get(1).error()).isEqualTo(error);
    assertThat(bench.ended().get(1).payload()).isEqualTo(payload);
    assertThat(bench.ended().get(0).result()).isEqualTo(payload);
  }

  @Test
  default void B8_payload_ofNoBytes_isNotTheSameAsNone(Bench bench) {
    Payload empty = new Payload.Encoded("tck", 1, new byte[0]);
    bench.put(withPayload(bench.job("empty"), empty));
    bench.put(bench.job("none"));

    assertThat(bench.get("empty").payload()).isEqualTo(empty);
    assertThat(bench.get("none").payload()).isEqualTo(Payload.none());
  }

  @Test
  default void B9_instants_atTheEndsOfTime_areKeptToTheMillisecond(Bench bench) {
    for (String text :
        List.of(
            "0001-01-01T00:00:00Z",
            "1969-12-31T23:59:59.999Z",
            "1970-01-01T00:00:00Z",
            "2024-02-29T12:00:00.001Z",
            "2038-01-19T03:14:07.999Z",
            "2038-01-19T03:14:08Z",
            "2100-02-28T23:59:59.999Z",
            "9999-12-31T23:59:59.999Z")) {
      Instant time = Instant.parse(text);
      JobRecord job = bench.job(text.replace(':', '.')).withFires(null, time, time);
      bench.put(job);
      assertThat(bench.get(job.id()).nextFireTime()).isEqualTo(time);
      assertThat(bench.get(job.id()).dueTime()).isEqualTo(time);
      if (time.isBefore(bench.now())) {
        JobClaim claim = bench.claimJob(bench.a);
        ExecutionRecord run =
            bench.fire(bench.a, decideUntil(claim, 1, null, time)).claimed().get(0);
        assertThat(run.id()).isEqualTo(ExecutionId.ofFire(job.id(), job.generation(), time));
        assertThat(run.fireTime()).isEqualTo(time);
        bench.succeed(run);
        assertThat(bench.ended().get(0).fireTime()).isEqualTo(time);
      } else {
        assertThat(bench.claimJobs(bench.a)).isEmpty();
        assertThat(bench.store.queue().nextDue(bench.a).due()).isEqualTo(time);
        bench.store.jobs().remove(List.of(job.id()));
      }
    }
  }

  @Test
  default void B10_durations_ofAges_neverOverflow(Bench bench) {
    Duration ages = Duration.ofDays(365L * 5_000);
    bench.put(bench.job("j"));
    JobClaims claims = bench.store.queue().claimJobs("r", bench.a, ROOM, ages, Duration.ZERO);
    assertThat(bench.claimJobs(bench.b)).isEmpty();
    FireReply reply =
        bench
            .store
            .queue()
            .fire(
                bench.a,
                ages,
                List.of(decide(claims.claims().get(0), 1, fires(claims.claims().get(0), 1))));
    ExecutionRecord run = reply.results().get(0).claimed().get(0);
    assertThat(run.leaseUntil()).isEqualTo(reply.storeNow().plus(ages));
    assertThat(bench.store.leases().reap(10, 3)).isEmpty();

    bench.complete(run.lease(), new Outcome.Failed("boom", ages));

    bench.assertJustNow(bench.live(run.id()).dueTime().minus(ages));
    assertThat(bench.store.members().tick(bench.a, ages).liveNodes()).isEqualTo(1);
    assertThat(bench.store.history().purge(ages, Long.MAX_VALUE, 1_000)).isZero();
  }

  @Test
  default void B11_generations_ofAnyValue_areToldApart(Bench bench) {
    List<Long> generations =
        List.of(
            Long.MIN_VALUE,
            Long.MIN_VALUE + 1,
            -1L,
            0L,
            1L,
            1L << 53,
            (1L << 53) + 1,
            Long.MAX_VALUE - 1,
            Long.MAX_VALUE);
    for (long generation : generations) {
      JobRecord job =
          Jobs.of("j", generation, TASK, JobPolicy.DEFAULT, bench.now().minusSeconds(1));
      bench.put(job, REPLACE);
      bench.fireOnce(bench.a);
    }

    assertThat(bench.live())
        .extracting(run -> run.id().generation())
        .containsExactlyInAnyOrderElementsOf(generations);
  }

  @Test
  default void B12_claims_withoutRoom_areEmpty(Bench bench) {
    bench.put(bench.job("j"));
    bench.submit("j", "run");

    assertThat(bench.claimJobs(bench.a, List.of()).claims()).isEmpty();
    assertThat(bench.claimDue(bench.a, List.of()).claimed()).isEmpty();
    assertThat(bench.store.queue().fire(bench.a, LEASE, List.of()).results()).isEmpty();
    assertThat(bench.store.leases().complete("n", List.of())).isEmpty();
    assertThat(bench.store.leases().start(bench.a.owner(), List.of())).isEmpty();
    assertThat(bench.store.leases().release(bench.a.owner(), List.of())).isEmpty();
  }

  @Test
  default void B13_traits_areInRange(Bench bench) {
    StoreTraits traits = bench.store.traits();

    assertThat(traits.lookAhead()).isBetween(Duration.ZERO, Duration.ofSeconds(2));
    assertThat(traits.poll()).isGreaterThanOrEqualTo(Duration.ZERO);
    assertThat(traits.completionLinger()).isBetween(Duration.ZERO, Duration.ofMillis(5));
    assertThat(traits.durable()).isEqualTo(bench.has(StoreCapability.DURABLE));
    assertThat(traits.shared()).isEqualTo(bench.has(StoreCapability.SHARED));
  }
}
