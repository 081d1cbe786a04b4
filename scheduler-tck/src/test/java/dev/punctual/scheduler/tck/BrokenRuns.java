package dev.punctual.scheduler.tck;

import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.SubmitResult;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Fire queues that do one thing wrong when jobs are run now or again, by the name of what they do.
 */
final class BrokenRuns {

  private BrokenRuns() {}

  /** Adds them to the broken stores. */
  static void add() {
    BrokenStores.queue(
        "does not know a repeated run",
        over ->
            over.new Queue() {
              private final AtomicInteger fresh = new AtomicInteger();

              @Override
              public SubmitResult submit(String jobId, String requestId) {
                return super.submit(jobId, requestId + "-" + fresh.incrementAndGet());
              }
            });
    BrokenStores.queue(
        "runs live executions again",
        over ->
            over.new Queue() {
              @Override
              public SubmitResult rerun(ExecutionId ended, String requestId) {
                boolean lives = over.live().stream().anyMatch(run -> run.id().equals(ended));
                return lives
                    ? super.submit(ended.jobId(), requestId)
                    : super.rerun(ended, requestId);
              }
            });
    BrokenStores.queue(
        "knows a repeated run by the id of its job alone",
        over ->
            over.new Queue() {
              private final Map<String, SubmitResult> answers = new TreeMap<>();

              @Override
              public SubmitResult submit(String jobId, String requestId) {
                return answers.computeIfAbsent(
                    jobId + "~" + requestId, request -> super.submit(jobId, requestId));
              }
            });
    BrokenStores.queue(
        "runs a failure again as its job is now",
        over ->
            over.new Queue() {
              @Override
              public SubmitResult rerun(ExecutionId ended, String requestId) {
                SubmitResult result = super.rerun(ended, requestId);
                if (result.status() != SubmitResult.Status.SUBMITTED
                    || over.real.jobs().get(ended.jobId()).isEmpty()) {
                  return result;
                }
                over.real.leases().cancel(result.id());
                return super.submit(ended.jobId(), requestId + "-now");
              }
            });
    BrokenStores.queue(
        "does not know that a failure was run again",
        over ->
            over.new Queue() {
              private final AtomicInteger fresh = new AtomicInteger();

              @Override
              public SubmitResult rerun(ExecutionId ended, String requestId) {
                return super.rerun(ended, requestId + "-" + fresh.incrementAndGet());
              }
            });
    BrokenStores.queue(
        "runs again whatever it is asked to",
        over ->
            over.new Queue() {
              @Override
              public SubmitResult rerun(ExecutionId ended, String requestId) {
                SubmitResult result = super.rerun(ended, requestId);
                return result.status() == SubmitResult.Status.NOT_FOUND
                    ? super.submit(ended.jobId(), requestId)
                    : result;
              }
            });
  }
}
