package dev.punctual.scheduler.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.punctual.scheduler.store.ConflictPolicy;
import dev.punctual.scheduler.store.JobRecord;
import dev.punctual.scheduler.store.PutResult;
import dev.punctual.scheduler.tck.SampleJobs;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What adding jobs costs in a real PostgreSQL. */
class PostgresAddJobsIT {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.postgres();
  private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

  private static JobRecord job(int number, String... tags) {
    JobRecord job = SampleJobs.once("job " + number, "task", FAR.plusSeconds(number));
    return job.withDefinition(job.name(), job.trigger(), job.policy(), Set.of(tags));
  }

  @Test
  void jobsThatAreFresh_areAddedByOneStatementACall() {
    AtomicInteger statements = new AtomicInteger();
    DataSource source = WatchedSource.of(DATABASE.source(), statements::incrementAndGet);
    try (JdbcJobStore store =
        JdbcJobStore.builder(source)
            .tablePrefix(TestDatabase.freshPrefix())
            .schemaMode(SchemaMode.CREATE)
            .notifications(false)
            .open()) {
      List<List<JobRecord>> calls =
          List.of(
              List.of(job(1)),
              List.of(job(2, "tag")),
              IntStream.range(10, 1_010).mapToObj(PostgresAddJobsIT::job).toList(),
              IntStream.range(2_000, 3_000).mapToObj(i -> job(i, "one", "two")).toList());
      int before = statements.get();

      for (List<JobRecord> jobs : calls) {
        assertThat(store.jobs().put(jobs, ConflictPolicy.FAIL))
            .allMatch(answer -> answer.status() == PutResult.Status.CREATED);
      }

      assertThat(statements.get() - before).isEqualTo(calls.size());
    }
  }
}
