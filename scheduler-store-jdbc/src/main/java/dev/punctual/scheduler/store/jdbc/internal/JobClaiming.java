package dev.punctual.scheduler.store.jdbc.internal;

import dev.punctual.scheduler.store.JobClaims;
import dev.punctual.scheduler.store.JobClaims.JobClaim;
import dev.punctual.scheduler.store.JobState;
import dev.punctual.scheduler.store.Node;
import dev.punctual.scheduler.store.QueueRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** Hands due jobs to the nodes that decide their fires. */
final class JobClaiming {

  private static final Claiming.Kind JOBS =
      new Claiming.Kind(
          "{job}",
          "w.due <= {now} + :horizon AND w.claim_until <= {now} AND (w.due <= {now} OR NOT EXISTS"
              + " (SELECT 1 FROM {execution} l WHERE l.job_id = w.id"
              + " AND l.generation = w.generation))",
          "w.state = 0 AND w.claim_until <= {now} AND w.due <= {now} + :horizon",
          "claim_owner = :owner, claim_request = :mark, claim_until = {now} + :hold,"
              + " claim_token = claim_token + 1");

  private static final Comparator<JobRow> ORDER =
      Comparator.comparingInt((JobRow row) -> -row.job().policy().priority())
          .thenComparing(row -> row.job().dueTime(), Comparator.nullsLast(Instant::compareTo))
          .thenComparing(row -> row.job().id());

  private final Database database;
  private final Claiming<JobRow> claiming;
  private final LatestReplies<JobClaims> latest = new LatestReplies<>();

  JobClaiming(Database database) {
    this.database = database;
    this.claiming = new Claiming<>(database, JOBS, JobRow::read);
  }

  JobClaims claim(
      String requestId, Node node, List<QueueRoom> rooms, Duration hold, Duration horizon) {
    return latest.answer(
        node.owner(),
        requestId,
        repeated -> claim(repeated, requestId, node, rooms, hold, horizon));
  }

  private JobClaims claim(
      boolean repeated,
      String requestId,
      Node node,
      List<QueueRoom> rooms,
      Duration hold,
      Duration horizon) {
    return database.atomically(
        "claimJobs",
        handle -> {
          List<JobRow> rows =
              repeated
                  ? again(handle, node, requestId)
                  : claim(handle, requestId, node, rooms, hold, horizon);
          List<JobRow> readable = parkUnreadable(handle, rows);
          return reply(handle, node, rooms, readable, rows.size());
        });
  }

  private List<JobRow> claim(
      Handle handle,
      String requestId,
      Node node,
      List<QueueRoom> rooms,
      Duration hold,
      Duration horizon) {
    if (node.tasks().isEmpty()) {
      return List.of();
    }
    Function<SqlStatement<?>, SqlStatement<?>> parameters =
        statement ->
            statement
                .bind("owner", node.owner())
                .bind("mark", requestId)
                .bind("hold", Read.millis(hold))
                .bind("horizon", Read.millis(horizon));
    List<JobRow> claimed = new ArrayList<>();
    for (QueueRoom room : rooms) {
      int first = room.room() - room.oldest();
      List<JobRow> rows = new ArrayList<>();
      if (first > 0) {
        rows.addAll(claiming.claim(handle, room.queue(), node.tasks(), first, false, parameters));
      }
      int rest = room.room() - rows.size();
      if (room.oldest() > 0 && rest > 0) {
        rows.addAll(claiming.claim(handle, room.queue(), node.tasks(), rest, true, parameters));
      }
      rows.sort(ORDER);
      claimed.addAll(rows);
    }
    return claimed;
  }

  private List<JobRow> again(Handle handle, Node node, String requestId) {
    List<JobRow> rows =
        database
            .query(
                handle,
                "SELECT * FROM {job} WHERE claim_owner = :owner AND claim_request = :mark"
                    + " AND claim_until > 0")
            .bind("owner", node.owner())
            .bind("mark", requestId)
            .map((row, context) -> JobRow.read(row))
            .list();
    rows.sort(ORDER);
    return rows;
  }

  /** What cannot be read is put away, visible, and does no harm to the others. */
  private List<JobRow> parkUnreadable(Handle handle, List<JobRow> rows) {
    List<JobRow> readable = new ArrayList<>(rows.size());
    for (JobRow row : rows) {
      if (row.unreadable() == null) {
        readable.add(row);
        continue;
      }
      database
          .change(
              handle,
              "UPDATE {job} SET state = :state, problem = :problem, version = version + 1,"
                  + " claim_until = 0 WHERE id = :id")
          .bind("state", JobRow.number(JobState.PARKED))
          .bind("problem", row.unreadable())
          .bind("id", row.job().id())
          .execute();
    }
    return readable;
  }

  private JobClaims reply(
      Handle handle, Node node, List<QueueRoom> rooms, List<JobRow> rows, int claimed) {
    List<JobClaim> claims =
        rows.stream().map(row -> new JobClaim(row.job(), row.claimToken())).toList();
    int asked = rooms.stream().mapToInt(QueueRoom::room).sum();
    if (claimed == asked && claimed > 0) {
      Instant now = Read.time(database.now(handle));
      return new JobClaims(now, claims, now);
    }
    List<String> queues = rooms.stream().map(QueueRoom::queue).toList();
    EarliestDue earliest = new EarliestDue(database, queues, node.tasks());
    EarliestDue.Seen seen = earliest.look(handle, earliest.job(true), node.owner());
    Long due = seen.due();
    return new JobClaims(Read.time(seen.now()), claims, due == null ? null : Read.time(due));
  }
}
