package dev.punctual.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.punctual.scheduler.codec.Payload;
import dev.punctual.scheduler.codec.PayloadException;
import dev.punctual.scheduler.store.EndedExecution;
import dev.punctual.scheduler.store.ExecutionId;
import dev.punctual.scheduler.store.ExecutionState;
import dev.punctual.scheduler.trigger.ManualTrigger;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What tasks return is kept and read. */
class ResultTests {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final EngineFixture fixture = new EngineFixture();

  private static ExecutionId run(BackgroundScheduler scheduler, Task<Void> task) {
    Job job = scheduler.addJob(task, ManualTrigger.instance());
    return job.runNow().orElseThrow();
  }

  private static Task<Void> returning(Object value) {
    return Task.returning("t", Void.class, Object.class, (nothing, context) -> value);
  }

  private BackgroundScheduler durable(Task<?>... tasks) {
    fixture.store = DurableStore.over(fixture.memory);
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.codec(new TextCodec()).tasks(tasks));
    scheduler.start();
    return scheduler;
  }

  @Test
  void value_inAStoreOfThisProcess_isKeptAsItIs() throws InterruptedException {
    BackgroundScheduler scheduler = fixture.started();
    Object value = new Object();

    ExecutionId id = run(scheduler, returning(value));

    assertThat(scheduler.result(id, Object.class)).isEqualTo(new RunResult.Pending<>(id));
    assertThat(scheduler.find(id)).isEmpty();
    RunResult<Object> result = scheduler.await(id, Object.class, SECOND);
    assertThat(result.value()).isSameAs(value);
    assertThat(result.id()).isEqualTo(id);
    assertThat(scheduler.result(id, Object.class)).isEqualTo(result);
    EndedExecution line = scheduler.find(id).orElseThrow();
    assertThat(result).isEqualTo(new RunResult.Returned<>(line, value));
    assertThat(line.result()).isEqualTo(new Payload.Live(value));
  }

  @Test
  void value_ofAnAsyncTask_isKeptWhenItComes() throws InterruptedException {
    BackgroundScheduler scheduler = fixture.started();
    Task<Integer> task =
        Task.returningAsync(
            "later",
            Integer.class,
            String.class,
            (seconds, context) ->
                fixture.completeAfter(Duration.ofSeconds(seconds)).thenApply(done -> "done"));
    ExecutionId id = scheduler.addJob(task, 5, ManualTrigger.instance()).runNow().orElseThrow();

    assertThat(scheduler.await(id, String.class, Duration.ofSeconds(4)))
        .isInstanceOf(RunResult.Pending.class);
    assertThat(scheduler.await(id, String.class, Duration.ofSeconds(4)).value()).isEqualTo("done");
    assertThat(scheduler.find(id).orElseThrow().finished())
        .isEqualTo(EngineFixture.START.plusSeconds(5));
  }

  @Test
  void value_inAStoreThatOutlivesTheProcess_isKeptAsBytes() throws InterruptedException {
    Task<Void> task = Task.returning("t", Void.class, Integer.class, (nothing, context) -> 42);
    BackgroundScheduler scheduler = durable(task);

    ExecutionId id = run(scheduler, task);

    assertThat(scheduler.await(id, Integer.class, SECOND).value()).isEqualTo(42);
    assertThat(scheduler.result(id, String.class).value()).isEqualTo("42");
    assertThat(scheduler.find(id).orElseThrow().result())
        .isEqualTo(new Payload.Encoded("text", 1, new byte[] {'4', '2'}));
  }

  @Test
  void value_ofTheMostBytes_isKept() throws InterruptedException {
    Task<Void> task =
        Task.returning("t", Void.class, String.class, (nothing, context) -> "x".repeat(8_192));
    BackgroundScheduler scheduler = durable(task);

    assertThat(scheduler.await(run(scheduler, task), String.class, SECOND).value()).hasSize(8_192);
  }

  @Test
  void value_thatIsTooLarge_isNotKeptAndTheRunHasSucceeded() throws InterruptedException {
    Task<Void> task =
        Task.returning("t", Void.class, String.class, (nothing, context) -> "x".repeat(8_193));
    BackgroundScheduler scheduler = durable(task);

    ExecutionId id = run(scheduler, task);
    RunResult<String> result = scheduler.await(id, String.class, SECOND);

    EndedExecution line = scheduler.find(id).orElseThrow();
    assertThat(line.state()).isEqualTo(ExecutionState.SUCCEEDED);
    assertThat(line.error()).contains("8193 bytes").contains("8192");
    assertThat(line.result()).isEqualTo(Payload.none());
    assertThat(result).isEqualTo(new RunResult.NotKept<>(line));
    assertThatThrownBy(result::value)
        .isInstanceOfSatisfying(
            ResultUnavailableException.class,
            refusal -> assertThat(refusal.executionId()).isEqualTo(id))
        .hasMessageContaining("8193 bytes");
  }

  @Test
  void value_thatCannotBeWritten_isNotKeptAndTheRunHasSucceeded() throws InterruptedException {
    Task<Void> task = returning(new Object());
    BackgroundScheduler scheduler = durable(task);

    ExecutionId id = run(scheduler, task);

    assertThat(scheduler.await(id, Object.class, SECOND)).isInstanceOf(RunResult.NotKept.class);
    assertThat(scheduler.find(id).orElseThrow().error()).contains("PayloadException");
  }

  @Test
  void value_withoutACodec_isNotKeptAndTheRunHasSucceeded() throws InterruptedException {
    Task<Void> task = Task.returning("t", Void.class, String.class, (nothing, context) -> "x");
    fixture.store = DurableStore.over(fixture.memory);
    BackgroundScheduler scheduler = fixture.scheduler(b -> b.tasks(task));
    scheduler.start();

    assertThat(scheduler.await(run(scheduler, task), String.class, SECOND))
        .isInstanceOf(RunResult.NotKept.class);
  }

  @Test
  void nothing_isReadAsNull() throws InterruptedException {
    BackgroundScheduler scheduler = fixture.started();
    Job job = scheduler.addJob(() -> {}, ManualTrigger.instance());

    assertThat(scheduler.await(run(scheduler, returning(null)), String.class, SECOND).value())
        .isNull();
    assertThat(scheduler.await(job.runNow().orElseThrow(), String.class, SECOND))
        .isInstanceOfSatisfying(
            RunResult.Returned.class, returned -> assertThat(returned.value()).isNull());
  }

  @Test
  void stageOfATaskThatReturnsNothing_isNotKept() throws InterruptedException {
    BackgroundScheduler scheduler = fixture.started();
    Task<String> task =
        Task.async("t", String.class, (text, context) -> CompletableFuture.completedFuture(text));
    ExecutionId id =
        scheduler.addJob(task, "text", ManualTrigger.instance()).runNow().orElseThrow();

    assertThat(scheduler.await(id, String.class, SECOND).value()).isNull();
    assertThat(scheduler.find(id).orElseThrow().result()).isEqualTo(Payload.none());
  }

  @Test
  void value_ofAnotherType_isRefused() throws InterruptedException {
    BackgroundScheduler scheduler = fixture.started();
    ExecutionId id = run(scheduler, returning("text"));
    fixture.time.runReady();

    assertThatThrownBy(() -> scheduler.result(id, Integer.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("java.lang.String")
        .hasMessageContaining("java.lang.Integer")
        .hasMessageNotContaining("text");
    assertThatThrownBy(() -> scheduler.await(id, Integer.class, SECOND))
        .isInstanceOf(PayloadException.class);
    assertThat(scheduler.result(id, CharSequence.class).value()).isEqualTo("text");
  }

  @Test
  void bytes_ofAnotherTypeOrCodec_areRefused() throws InterruptedException {
    Task<Void> task = Task.returning("t", Void.class, String.class, (nothing, context) -> "x");
    BackgroundScheduler scheduler = durable(task);
    ExecutionId id = run(scheduler, task);
    fixture.advance(SECOND);
    BackgroundScheduler withoutCodec = fixture.started();

    assertThatThrownBy(() -> scheduler.result(id, Integer.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining(id.toString());
    assertThatThrownBy(() -> withoutCodec.result(id, String.class))
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("'text'");
  }

  @Test
  void run_thatNobodyKnows_isUnknown() throws InterruptedException {
    BackgroundScheduler scheduler = fixture.started();
    ExecutionId never = ExecutionId.ofRequest("never", 1, "r");

    assertThat(scheduler.find(never)).isEmpty();
    assertThat(scheduler.result(never, String.class)).isEqualTo(new RunResult.Unknown<>(never));
    assertThat(scheduler.await(never, String.class, SECOND))
        .isEqualTo(new RunResult.Unknown<>(never));
    assertThatThrownBy(() -> scheduler.result(never, String.class).value())
        .isInstanceOf(ResultUnavailableException.class)
        .hasMessageContaining("forgotten");
  }

  @Test
  void task_tellsWhatItReturns() {
    assertThat(returning("x").resultType()).isEqualTo(Object.class);
    assertThat(Task.named("t", context -> {}).resultType()).isEqualTo(Void.class);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Task.returning("no good", Void.class, Void.class, (nothing, context) -> null))
        .withMessageContaining("no good");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Task.returning("t", Void.class, int.class, (nothing, context) -> 1))
        .withMessageContaining("Integer.class");
  }
}
