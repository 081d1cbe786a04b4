package dev.punctual.scheduler.internal.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.punctual.scheduler.config.ConfigProblemsException;
import dev.punctual.scheduler.config.ConfigReader;
import dev.punctual.scheduler.executor.DirectExecutor;
import dev.punctual.scheduler.executor.JobExecutor;
import dev.punctual.scheduler.executor.ThreadPoolExecutor;
import dev.punctual.scheduler.executor.VirtualThreadExecutor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

class ExecutorProvidersTests {

  @Test
  void threadPool_withoutOptions_hasTenThreads() {
    JobExecutor executor = new ThreadPoolProvider().create(ConfigReader.of(Map.of()));

    assertThat(executor).isInstanceOf(ThreadPoolExecutor.class);
    assertThat(executor.idle()).isEqualTo(10);
    assertThat(executor.room()).isEqualTo(1_010);
  }

  @Test
  void threadPool_allOptions_areObeyed() {
    ConfigReader waits = ConfigReader.of(Map.of("max_workers", "20", "queue-capacity", "5"));
    ConfigReader drops = ConfigReader.of(Map.of("when-full", "drop"));

    assertThat(new ThreadPoolProvider().create(waits).room()).isEqualTo(25);
    assertThat(new ThreadPoolProvider().create(drops).room()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void direct_anyOption_isRefused() {
    assertThat(new DirectProvider().create(ConfigReader.of(Map.of())))
        .isInstanceOf(DirectExecutor.class);
    assertThatExceptionOfType(ConfigProblemsException.class)
        .isThrownBy(() -> new DirectProvider().create(ConfigReader.of(Map.of("max-workers", "5"))))
        .withMessage("max-workers is unknown; there are no options");
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void virtual_withLimit_hasThatMuchRoom() {
    JobExecutor limited =
        new VirtualThreadProvider().create(ConfigReader.of(Map.of("max-workers", "50")));
    JobExecutor unlimited = new VirtualThreadProvider().create(ConfigReader.of(Map.of()));

    assertThat(limited).isInstanceOf(VirtualThreadExecutor.class);
    assertThat(limited.room()).isEqualTo(50);
    assertThat(unlimited.room()).isEqualTo(Integer.MAX_VALUE);
  }
}
