package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.ExecutionRecord;
import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Carries out requests for due jobs by {@link JobTaking}: from the marks on and, if that is less
 * than is wanted and more is due, from the first due time on. Safe for any thread.
 */
final class MarkedTaking {

  /** After how long a node looks again that left due jobs in the hands of others. */
  private static final long CLAIM_MILLIS = 5;

  private final Database database;
  private final JobTaking taking;
  private final JobReplies replies;

  MarkedTaking(Database database, JobTaking taking, JobReplies replies) {
    this.database = database;
    this.taking = taking;
    this.replies = replies;
  }

  JobClaims take(JobClaiming.Request request) {
    Round round = new Round();
    List<QueueRoom> unsure = new ArrayList<>(0);
    for (QueueRoom room : request.rooms()) {
      TakenJobs taken = take(request, room, taking.marks(room.queue()));
      round.add(taken, replies.readable(taken.jobs()));
      int left = room.room() - taken.count();
      if (left > 0 && !taken.isContested() && !taken.from().isEmpty()) {
        unsure.add(new QueueRoom(room.queue(), left, Math.min(left, room.oldest())));
      }
    }
    JobClaims reply = reply(round, request);
    if (unsure.isEmpty() || round.goesOn || isLater(reply, request)) {
      return reply;
    }
    for (QueueRoom room : unsure) { // some wait before the marks
      TakenJobs taken = take(request, room, taking.noMarks(room.queue()));
      round.add(taken, replies.readable(taken.jobs()));
    }
    return reply(round, request);
  }

  /** What is noted of a claim holds only once that is committed. */
  private TakenJobs take(JobClaiming.Request request, QueueRoom room, ClaimMarks.Marks from) {
    TakenJobs taken =
        database.each("claimOrFire", handle -> taking.take(handle, request, room, from));
    taking.note(room.queue(), taken);
    return taken;
  }

  private static boolean isLater(JobClaims reply, JobClaiming.Request request) {
    Instant nextDue = reply.nextDue();
    return nextDue == null || nextDue.isAfter(reply.storeNow().plus(request.horizon()));
  }

  private JobClaims reply(Round round, JobClaiming.Request request) {
    List<JobRow> jobs = round.jobs.stream().sorted(JobReplies.BY_PRIORITY).toList();
    boolean isVain = round.contested && !round.passed && jobs.isEmpty() && round.fired.isEmpty();
    Long left = round.leftDue;
    if (left != null && left <= round.now && !isVain) {
      return replies.of(round.now, jobs, round.fired, left); // whatever else is due
    }
    if (round.contested) {
      long again = round.now + CLAIM_MILLIS;
      return replies.of(
          round.now,
          jobs,
          round.fired,
          left == null || left <= round.now ? again : Math.min(left, again));
    }
    return round.goesOn && left == null
        ? replies.of(round.now, jobs, round.fired, round.now) // which shall not wait for a look
        : database.each("claimOrFire", handle -> replies.of(handle, request, jobs, round.fired));
  }

  /** What the statements of one request took. */
  private static final class Round {

    private final List<JobRow> jobs = new ArrayList<>(0);
    private final List<ExecutionRecord> fired = new ArrayList<>();
    private boolean contested;
    private boolean goesOn; // whether the next claim may tell when other work is due
    private boolean passed; // whether a claim that got none moved marks
    private @Nullable Long leftDue;
    private long now;

    void add(TakenJobs taken, List<JobRow> readable) {
      jobs.addAll(readable);
      fired.addAll(taken.fired());
      contested |= taken.isContested();
      goesOn |= taken.goesOn();
      passed |= taken.passed() != null;
      leftDue = EarliestDue.earlier(leftDue, taken.leftDue());
      now = taken.now();
    }
  }
}
