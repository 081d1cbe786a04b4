package dev.punctual.scheduler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Names of executions. */
class ExecutionIdTests {

  @Test
  void followUpRequest_isTheSameForOneExecutionAndAName() {
    ExecutionId fire = ExecutionId.ofFire("a", 7, Instant.EPOCH);
    ExecutionId other = ExecutionId.ofFire("a", 8, Instant.EPOCH);

    assertThat(fire.followUpRequest())
        .isEqualTo(ExecutionId.parse(fire.toString()).followUpRequest())
        .matches("then-[0-9a-f]{32}")
        .isNotEqualTo(other.followUpRequest());
    assertThat(Names.require("request", fire.followUpRequest())).isNotNull();
    assertThat(new ExecutionId("x".repeat(200), Long.MIN_VALUE, 0, null).followUpRequest())
        .hasSize(37);
    assertThat(ExecutionId.ofFire("a", 1, Instant.EPOCH).followUpRequest())
        .isEqualTo("then-c76f1e947233a93a95dcb461fced147b");
  }
}
